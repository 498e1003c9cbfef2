//! Questions the rules ask of the settings. All hold for any settings, also ones two desks changed at once.

use std::collections::BTreeSet;

use super::{Category, Checkpoint, Direction, Directions, Operator, Role, Settings, Step, Zone};
use crate::error::{Error, Result};
use crate::text::{Text, settings as said};

/// Calm colours for categories that name none; told apart by the colour-blind too when side by side.
const PALETTE: [&str; 8] =
    ["#4a6fa5", "#b8863b", "#5b8c7b", "#8a5a83", "#a65e4e", "#6b7a3f", "#3f7f93", "#7a6a5b"];

/// The category a guest has when none was said.
pub const DEFAULT_CATEGORY: &str = "guest";

/// A category with everything that may be left out filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryRules {
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
    /// The zones it may enter.
    pub zones: Vec<String>,
    /// Keys of the steps it needs, in the settings' order.
    pub steps: Vec<String>,
}

impl Settings {
    /// Gives a zone and all around it, from the inside out; an unknown zone stands alone.
    pub fn zones_around<'s>(&'s self, zone: &'s str) -> Vec<&'s str> {
        let mut around = vec![zone];
        let mut inner = zone;
        while let Some(outer) = self.zone(inner).and_then(|zone| zone.within.as_deref()) {
            // Two desks may each have set half of a ring; the walk ends where it began.
            if around.contains(&outer) {
                break;
            }
            around.push(outer);
            inner = outer;
        }
        around
    }

    /// Tells whether `inner` is `outer` or lies within it.
    pub fn is_within(&self, inner: &str, outer: &str) -> bool {
        self.zones_around(inner).contains(&outer)
    }

    /// Tells whether leaving the zone is leaving the event.
    pub fn is_outermost(&self, zone: &str) -> bool {
        self.zones_around(zone).len() == 1
    }

    /// Gives the zones that lie within no other.
    pub fn outermost(&self) -> Vec<&str> {
        self.zones.iter().map(|zone| zone.name.as_str()).filter(|zone| self.is_outermost(zone)).collect()
    }

    /// Finds a zone.
    pub fn zone(&self, name: &str) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.name == name)
    }

    /// Gives a category's rules; one nobody set up may enter the outermost zones and needs all steps.
    pub fn category(&self, name: &str) -> CategoryRules {
        let place = self.categories.iter().position(|category| category.name == name);
        let set = place.map(|place| &self.categories[place]);
        let zones = set.and_then(|set| set.zones.clone());
        let colour = set.and_then(|set| set.colour.clone());
        CategoryRules {
            name: name.to_owned(),
            colour: colour.unwrap_or_else(|| calm_colour(place, name).to_owned()),
            zones: zones.unwrap_or_else(|| self.outermost().into_iter().map(str::to_owned).collect()),
            steps: self.steps_of(set),
        }
    }

    fn steps_of(&self, category: Option<&Category>) -> Vec<String> {
        let wanted = category.and_then(|category| category.screening.as_ref());
        let all = self.steps.iter().map(|step| step.key.clone());
        all.filter(|key| wanted.is_none_or(|wanted| wanted.contains(key))).collect()
    }

    /// Gives the steps a checkpoint asks of a category, in the settings' order.
    pub fn steps_for(&self, category: &str, checkpoint: &Checkpoint) -> Vec<&Step> {
        let needed = self.category(category).steps;
        let asked = |step: &&Step| {
            needed.contains(&step.key)
                && checkpoint.screening.as_ref().is_none_or(|here| here.contains(&step.key))
        };
        self.steps.iter().filter(asked).collect()
    }

    /// Finds a step.
    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.key == key)
    }

    /// Gets a step by its key, else `no_such_step`.
    pub fn get_step(&self, key: &str) -> Result<&Step> {
        self.step(key).ok_or_else(|| said::no_such_step(key, &names(&self.steps, |step| &step.key)))
    }

    /// Gets the checkpoint of that name; it may be left out where there is one, else `no_such_checkpoint`.
    pub fn checkpoint(&self, name: Option<&str>) -> Result<&Checkpoint> {
        let found = match (name, self.checkpoints.as_slice()) {
            (Some(name), all) => all.iter().find(|checkpoint| checkpoint.name == name),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        found.ok_or_else(|| {
            said::no_such_checkpoint(name, &names(&self.checkpoints, |checkpoint| &checkpoint.name))
        })
    }

    /// Gets the operator of that name; left out: the first organiser; else `no_such_operator`.
    pub fn operator(&self, name: Option<&str>) -> Result<&Operator> {
        let found = match name {
            Some(name) => self.operators.iter().find(|operator| operator.name == name),
            None => self.operators.iter().find(|operator| operator.role == Role::Organiser),
        };
        found.ok_or_else(|| -> Error {
            said::no_such_operator(name, &names(&self.operators, |operator| &operator.name))
        })
    }

    /// Gives every category by name: those set up, and `guest`.
    pub fn category_names(&self) -> BTreeSet<&str> {
        let set = self.categories.iter().map(|category| category.name.as_str());
        set.chain([DEFAULT_CATEGORY]).collect()
    }
}

impl Checkpoint {
    /// Gives the direction of a scan where none was said: the checkpoint's own, entry where it has both.
    pub const fn default_direction(&self) -> Direction {
        match self.direction {
            Directions::Entry | Directions::Both => Direction::Entry,
            Directions::Exit => Direction::Exit,
        }
    }

    /// Gives the direction meant: the one asked for, else the checkpoint's own; `usage` for one not served here.
    pub fn direction(&self, asked: Option<Direction>) -> Result<Direction> {
        let direction = asked.unwrap_or(self.default_direction());
        if self.serves(direction) { Ok(direction) } else { Err(said::wrong_direction(&self.name, direction)) }
    }

    /// Tells whether people pass here in that direction.
    pub const fn serves(&self, direction: Direction) -> bool {
        matches!(
            (self.direction, direction),
            (Directions::Both, _)
                | (Directions::Entry, Direction::Entry)
                | (Directions::Exit, Direction::Exit)
        )
    }
}

impl Step {
    /// Gives the label as people read it; the three steps every event begins with are known in both languages.
    pub fn label_text(&self) -> Text {
        let known = super::default_steps().into_iter().zip(["证件检查", "金属探测", "包袋检查"]);
        let chinese = known.filter(|(step, _)| step.label == self.label).map(|(_, chinese)| chinese).next();
        Text::new(&self.label, chinese.unwrap_or(&self.label))
    }
}

fn calm_colour(place: Option<usize>, name: &str) -> &'static str {
    let spread = || name.bytes().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    PALETTE[place.unwrap_or_else(spread) % PALETTE.len()]
}

fn names<T>(all: &[T], name: impl Fn(&T) -> &String) -> String {
    all.iter().map(|one| name(one).as_str()).collect::<Vec<_>>().join(", ")
}
