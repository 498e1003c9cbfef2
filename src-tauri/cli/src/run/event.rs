//! The event as a whole: creating it, its settings, its journal.

use chrono_tz::Tz;
use gatehouse_core::desk::{Desk, NewEvent, Surroundings};
use gatehouse_core::error::Result;
use gatehouse_core::settings::to_toml;

use super::{Said, written};
use crate::args;
use crate::files;
use crate::output::Ended;
use crate::shape::{Created, Nothing};
use crate::show;

pub fn new(args: &args::New, said: &Said) -> Result<Ended> {
    let settings = args.settings.as_deref().map(files::read_text).transpose()?;
    let timezone = args.timezone.or_else(|| timezone_for(settings.as_deref()));
    let new = NewEvent {
        name: args.name.clone(),
        timezone,
        capacity: args.capacity,
        desk: args.desk.clone(),
        settings,
    };
    let desk = Desk::create(&args.event, new, Surroundings::system())?;
    let created = Created { event: desk.event_id().to_string(), desk: desk.desk_id().to_string() };
    desk.close()?;
    said.out.answer(&created, |_, lang| show::created(&args.event, &args.name, lang))
}

pub fn settings(args: &args::Settings, said: &Said) -> Result<Ended> {
    let Some(file) = &args.load else {
        let settings = said.at(&args.event, |desk| Ok(desk.settings().clone()))?;
        let toml = to_toml(&settings)?;
        return said.out.answer(&settings, |_, _| toml);
    };
    let toml = files::read_text(file)?;
    let settings = said.by(&args.event, |desk, by| {
        desk.load_settings(by, &toml)?;
        Ok(desk.settings().clone())
    })?;
    said.out.answer(&settings, |_, lang| show::settings_loaded(file, lang))
}

pub fn void(args: &args::Void, said: &Said) -> Result<Ended> {
    let done = said.by(&args.event, |desk, by| desk.void(by, &args.what, &args.reason))?;
    said.out.answer(&written(&done), |_, lang| show::voided(lang).into())
}

/// Checks the journal; problems are an answer, and make the exit status 1.
pub fn verify(args: &args::Only, said: &Said) -> Result<Ended> {
    let report = said.at(&args.event, |desk| desk.verify(said.out.lang))?;
    said.out.answer(&report, show::verified)?;
    Ok(if report.ok { Ended::Done } else { Ended::Refused })
}

pub fn rebuild(args: &args::Only, said: &Said) -> Result<Ended> {
    said.at(&args.event, Desk::rebuild)?;
    said.out.answer(&Nothing {}, |_, lang| show::rebuilt(lang).into())
}

pub fn fingerprint(args: &args::Only, said: &Said) -> Result<Ended> {
    let print = said.at(&args.event, |desk| desk.fingerprint())?;
    said.out.answer(&print, show::fingerprint)
}

/// Gives the system's time zone, unless the settings name one.
fn timezone_for(settings: Option<&str>) -> Option<Tz> {
    let settings: Option<toml::Table> = settings.and_then(|text| toml::from_str(text).ok());
    let named =
        settings.is_some_and(|all| all.get("event").and_then(|event| event.get("timezone")).is_some());
    if named { None } else { iana_time_zone::get_timezone().ok()?.parse().ok() }
}
