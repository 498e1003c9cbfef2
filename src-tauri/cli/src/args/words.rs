//! The words that stand for values of the core.

use chrono_tz::Tz;
use clap::ValueEnum;
use gatehouse_core::guest::{BadgeState, Status};
use gatehouse_core::import::read::HeaderRow;
use gatehouse_core::journal::fact::Outcome;
use gatehouse_core::settings::Direction;
use gatehouse_core::text::Lang;

/// Makes a closed set of words for the command line, each standing for a value of the core.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident for $core:ident { $($word:ident => $value:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, ValueEnum)]
        pub enum $name { $($word),* }

        impl From<$name> for $core {
            fn from(word: $name) -> Self {
                match word { $($name::$word => Self::$value),* }
            }
        }
    };
}

words!(StatusWord for Status { Approved => Approved, Pending => Pending, Cancelled => Cancelled, Blocked => Blocked });
words!(BadgeWord for BadgeState { Revoked => Revoked, Active => Active });
words!(OutcomeWord for Outcome { Pass => Pass, Fail => Fail, Waive => Waive });
words!(HeaderWord for HeaderRow { Yes => Present, No => Absent });
words!(DirectionWord for Direction { Entry => Entry, Exit => Exit });

pub fn lang(text: &str) -> Result<Lang, String> {
    match text {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        _ => Err("en or zh".into()),
    }
}

pub fn zone(text: &str) -> Result<Tz, String> {
    text.parse().map_err(|_| "an IANA time zone such as Asia/Shanghai".into())
}
