//! What `--json` prints of each answer: exactly the keys that are promised, in that order.
//!
//! The window is shown more than scripts are promised; what stands here is a contract and grows only on purpose.

mod door;
mod event;
mod guests;
mod import;

pub use door::Findings;
pub use event::{Created, Desks, Merged, Nothing, Written};
pub use guests::Changed;

use serde::Serialize;

/// An answer that has a form as JSON.
pub trait Shape {
    /// Gives the form.
    fn shape(&self) -> impl Serialize + '_;
}

/// Makes a form of those fields of an answer that are named, each as it is.
macro_rules! shape {
    ($(#[$meta:meta])* $name:ident of $view:ident { $($key:ident: $kind:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(serde::Serialize)]
        pub struct $name<'v> { $($key: &'v $kind),* }

        impl<'v> From<&'v $view> for $name<'v> {
            fn from(view: &'v $view) -> Self {
                Self { $($key: &view.$key),* }
            }
        }
    };
}
use shape;

/// Makes the forms of a list.
fn each<'v, V, S: From<&'v V>>(views: &'v [V]) -> Vec<S> {
    views.iter().map(S::from).collect()
}
