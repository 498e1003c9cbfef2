#![allow(clippy::unwrap_used)]

use std::sync::mpsc::channel;

use super::*;

fn job() -> Job {
    Box::new(|_: &mut Desk| -> Answer { Box::new(|| ()) })
}

#[test]
fn whoever_waits_has_the_turn_before_slices_that_asked_first() {
    let (turns, queue) = channel();
    for turn in [Turn::Later(job()), Turn::Later(job()), Turn::Now(job())] {
        turns.send(turn).unwrap();
    }
    let mut asked = Turns { queue: &queue, later: VecDeque::new() };
    let mut slices_left = || {
        assert!(matches!(asked.next(Duration::ZERO), Next::Job(_)));
        asked.later.len()
    };
    assert_eq!([slices_left(), slices_left(), slices_left()], [2, 1, 0]);
    assert!(matches!(asked.next(Duration::ZERO), Next::Nothing));
}
