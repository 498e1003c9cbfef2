//! A backup put in the place of an event's database.

use gatehouse_core::desk::{Desk, Surroundings};
use gatehouse_core::error::Result;

use super::Said;
use crate::args;
use crate::output::Ended;
use crate::shape::Nothing;
use crate::show;

pub fn restore(args: &args::Restore, said: &Said) -> Result<Ended> {
    let operator = said.operator.as_deref();
    let mut desk = Desk::restore(&args.backup, &args.event, operator, &mut Surroundings::system)?;
    said.opened(&desk)?;
    let records = desk.fingerprint()?.records;
    desk.close()?;
    said.out.answer(&Nothing {}, |_, lang| show::restored(&args.event, records, lang))
}
