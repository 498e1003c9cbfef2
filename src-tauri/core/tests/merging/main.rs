//! The real merge does not mind in which order files come, how they were put together on the way or how often:
//! laptops that were given the same come to the same records and the same views, live as made anew.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../simulation/dice.rs"]
#[expect(dead_code, reason = "only its bytes are drawn here")]
mod dice;
mod evening;
mod laptop;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use evening::{Evening, step};
use laptop::{Laptop, Seen};

/// Evenings played where `PROPTEST_CASES` asks for no other number.
const CASES: u32 = 24;
/// Runs in search of a simpler evening that fails too.
const SIMPLER: u32 = 200;

/// How a file comes to the laptop it is for.
#[derive(Debug, Clone, Copy)]
enum Way {
    Directly,
    /// The event was closed and opened before.
    AfterTheNight,
    /// Another laptop took it in and wrote a file of all it held then.
    HandedOn,
}

/// Which files come first, some of them more than once, and how those left over come in the end.
type Deal = (Vec<(Index, Way)>, Way);

fn deal() -> impl Strategy<Value = Deal> {
    let way =
        || prop_oneof![4 => Just(Way::Directly), 1 => Just(Way::AfterTheNight), 2 => Just(Way::HandedOn)];
    (vec((any::<Index>(), way()), 0..16), way())
}

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    ProptestConfig {
        cases,
        max_shrink_iters: SIMPLER,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_same_files_in_any_order_grouping_and_repetition_lead_to_the_same_and_to_what_a_rebuild_gives(
        steps in vec(step(), 5..60),
        deals in vec(deal(), 2),
    ) {
        let evening = Evening::play(&steps);
        let in_order = given(&evening, &(Vec::new(), Way::Directly));
        for deal in &deals {
            let dealt = given(&evening, deal);
            prop_assert_eq!(difference(&dealt, &in_order), None);
        }
        let last: Vec<Index> = deals.iter().flat_map(|(picks, _)| picks.iter().map(|(pick, _)| *pick)).collect();
        let twice = given_twice(&evening, &last);
        prop_assert_eq!(difference(&twice, &in_order), None);
    }
}

/// Gives the first thing two laptops show otherwise.
fn difference<'s>(one: &'s Seen, other: &'s Seen) -> Option<(&'s str, &'s str)> {
    let mut both = one.iter().zip(other).map(|(one, other)| (one.as_str(), other.as_str()));
    both.find(|(one, other)| one != other)
}

/// Gives what a laptop shows that came to all files this way.
fn given(evening: &Evening, (picks, rest): &Deal) -> Seen {
    let (mut laptop, mut other) = (evening.receiver("R"), evening.receiver("S"));
    let mut left: Vec<usize> = (0..evening.files.len()).collect();
    for (pick, way) in picks {
        let file = pick.index(evening.files.len());
        hand_over(evening, file, *way, &mut laptop, &mut other);
        left.retain(|other| *other != file || matches!(way, Way::HandedOn));
    }
    left.reverse();
    if matches!(rest, Way::HandedOn) {
        left.iter().for_each(|file| drop(other.take(&evening.files[*file])));
        let all = other.carry_out();
        laptop.take(&all);
    } else {
        left.iter().for_each(|file| hand_over(evening, *file, *rest, &mut laptop, &mut other));
    }
    laptop.at_rest()
}

fn hand_over(evening: &Evening, file: usize, way: Way, to: &mut Laptop, other: &mut Laptop) {
    let file = &evening.files[file];
    match way {
        Way::Directly => to.take(file),
        Way::AfterTheNight => {
            to.reopen();
            to.take(file)
        }
        Way::HandedOn => {
            other.take(file);
            to.take(&other.carry_out())
        }
    };
}

/// Gives what a laptop shows that got all files in order, and then some of them again, which bring nothing.
fn given_twice(evening: &Evening, again: &[Index]) -> Seen {
    let mut laptop = evening.receiver("R");
    evening.files.iter().for_each(|file| drop(laptop.take(file)));
    for pick in again {
        let taken = laptop.take(&evening.files[pick.index(evening.files.len())]);
        assert_eq!((taken.new, taken.waiting), (0, 0));
    }
    laptop.at_rest()
}
