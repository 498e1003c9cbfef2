//! What settings must hold to be taken: names are unique, references lead somewhere, someone organises.

use super::{Settings, Zone};
use crate::admission::doors;
use crate::error::Result;
use crate::text::settings as said;

/// Refuses settings that contradict themselves, with `bad_settings` and the key at fault.
pub fn check(settings: &Settings) -> Result<()> {
    if settings.event.name.trim().is_empty() {
        return Err(said::empty_name("event.name"));
    }
    check_names(settings)?;
    settings.zones.iter().try_for_each(|zone| check_zone(settings, zone))?;
    check_categories(settings)?;
    check_checkpoints(settings)?;
    check_doors(settings)?;
    settings.operator(None).map(|_| ()).map_err(|_| said::no_organiser())
}

fn check_names(settings: &Settings) -> Result<()> {
    let lists: [(&str, Vec<&str>); 5] = [
        ("zone", settings.zones.iter().map(|zone| zone.name.as_str()).collect()),
        ("category", settings.categories.iter().map(|category| category.name.as_str()).collect()),
        ("checkpoint", settings.checkpoints.iter().map(|checkpoint| checkpoint.name.as_str()).collect()),
        ("screening", settings.steps.iter().map(|step| step.key.as_str()).collect()),
        ("operator", settings.operators.iter().map(|operator| operator.name.as_str()).collect()),
    ];
    for (list, names) in lists {
        if names.is_empty() && ["zone", "checkpoint"].contains(&list) {
            return Err(said::empty_list(list));
        }
        for (place, name) in names.iter().enumerate() {
            if name.trim().is_empty() {
                return Err(said::empty_name(&format!(
                    "{list}.{}",
                    if list == "screening" { "key" } else { "name" }
                )));
            }
            if name.contains(char::is_control) {
                return Err(said::control_character(list, name));
            }
            if names[..place].contains(name) {
                return Err(said::duplicate(list, name));
            }
        }
    }
    Ok(())
}

fn check_zone(settings: &Settings, zone: &Zone) -> Result<()> {
    let Some(outer) = &zone.within else {
        return Ok(());
    };
    check_zone_known(settings, outer, &format!("zone \"{}\" within", zone.name))?;
    // In a ring every zone lies around the one it lies within.
    if settings.is_within(outer, &zone.name) { Err(said::zone_ring(&zone.name)) } else { Ok(()) }
}

fn check_categories(settings: &Settings) -> Result<()> {
    for category in &settings.categories {
        let place = |key: &str| format!("category \"{}\" {key}", category.name);
        for zone in category.zones.iter().flatten() {
            check_zone_known(settings, zone, &place("zones"))?;
        }
        for step in category.screening.iter().flatten() {
            check_step_known(settings, step, &place("screening"))?;
        }
        if let Some(colour) = category.colour.as_deref().filter(|colour| !is_colour(colour)) {
            return Err(said::bad_colour(&place("colour"), colour));
        }
    }
    Ok(())
}

fn check_checkpoints(settings: &Settings) -> Result<()> {
    for checkpoint in &settings.checkpoints {
        let place = |key: &str| format!("checkpoint \"{}\" {key}", checkpoint.name);
        check_zone_known(settings, &checkpoint.zone, &place("zone"))?;
        for step in checkpoint.screening.iter().flatten() {
            check_step_known(settings, step, &place("screening"))?;
        }
    }
    Ok(())
}

fn check_doors(settings: &Settings) -> Result<()> {
    let event = &settings.event;
    for (key, value) in [("event.doors_open", &event.doors_open), ("event.doors_close", &event.doors_close)] {
        if let Some(value) = value.as_deref().filter(|value| doors::parse(value).is_none()) {
            return Err(said::bad_date(key, value));
        }
    }
    match (doors::opens(event), doors::closes(event)) {
        (Some(opens), Some(closes)) if closes <= opens => Err(said::closes_before_opening()),
        _ => Ok(()),
    }
}

fn check_zone_known(settings: &Settings, zone: &str, place: &str) -> Result<()> {
    settings.zone(zone).map(|_| ()).ok_or_else(|| said::unknown_reference(place, "zone", zone))
}

fn check_step_known(settings: &Settings, step: &str, place: &str) -> Result<()> {
    settings.step(step).map(|_| ()).ok_or_else(|| said::unknown_reference(place, "screening", step))
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
}
