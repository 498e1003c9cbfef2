//! Pairs entries with exits: as many as can be paired, the same way on every desk.

/// Tells for each entry whether it gets an exit of its own, at most `limit` of them.
///
/// Entries come in ascending order; where not all can be paired the earlier ones are. `pairs` tells whether
/// an entry and an exit may go together.
pub fn paired(entries: usize, exits: usize, limit: usize, pairs: impl Fn(usize, usize) -> bool) -> Vec<bool> {
    let mut partner = vec![None; exits];
    let mut is_paired = vec![false; entries];
    let mut left = limit;
    for (entry, is_paired) in is_paired.iter_mut().enumerate() {
        if left > 0 && find(entry, &pairs, &mut partner, &mut vec![false; exits]) {
            *is_paired = true;
            left -= 1;
        }
    }
    is_paired
}

/// Finds the entry an exit, moving earlier entries to other exits where that makes room.
fn find(
    entry: usize,
    pairs: &impl Fn(usize, usize) -> bool,
    partner: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    for exit in 0..partner.len() {
        if tried[exit] || !pairs(entry, exit) {
            continue;
        }
        tried[exit] = true;
        let free = match partner[exit] {
            None => true,
            Some(other) => find(other, pairs, partner, tried),
        };
        if free {
            partner[exit] = Some(entry);
            return true;
        }
    }
    false
}
