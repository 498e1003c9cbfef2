//! Spoils inputs as chance has it: bytes, words a format knows, pieces moved, doubled and crossed.

use crate::chance::Chance;

/// The largest input made.
const LARGEST: usize = 64 * 1024;

/// Words that parsers trip over.
const WORDS: [&[u8]; 48] = [
    b"\"",
    b"\"\"",
    b",",
    b";",
    b"\t",
    b"|",
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"sep=;",
    b"=",
    b"'=1+1",
    b"\xed\xa0\x80",
    b"\xc0\x80",
    b"\xff",
    b"\x81",
    b"\xe7\x8e\x8b\xe4\xbc\x9f",
    b"\xcd\xf5\xce\xb0",
    b"\xe2\x80\xae",
    b"\xcc\x81",
    b"\xf0\xa0\x80\x80",
    b"1.38E+10",
    b"-1",
    b"4294967295",
    b"18446744073709551615",
    b"1e308",
    b"NaN",
    b"<c r=\"XFD1048576\"/>",
    b"<row r=\"0\">",
    b"t=\"s\"",
    b"<v>99999999</v>",
    b"<si>",
    b"</si>",
    b"<![CDATA[",
    b"<!--",
    b"&#0;",
    b"&amp;",
    b"uniqueCount=\"4000000\"",
    b"\n=====\n",
    b"name=",
    b"email=Name",
    b"Name",
    b"Email",
    b"\x1f",
];

/// Makes a new input of one of the corpus, spoilt in a few places.
pub fn spoilt(corpus: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = pick(corpus, chance).clone();
    for _ in 0..=chance.below(6) {
        spoil(&mut bytes, corpus, chance);
    }
    bytes.truncate(LARGEST);
    bytes
}

fn spoil(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], chance: &mut Chance) {
    match chance.below(9) {
        0 => change(bytes, |byte, chance| byte ^ 1 << chance.below(8), chance),
        1 => change(bytes, |_, chance| chance.below(256) as u8, chance),
        2 | 3 => insert(bytes, WORDS[chance.below(WORDS.len())], chance),
        4 => {
            let (from, to) = stretch(bytes, chance);
            bytes.drain(from..to);
        }
        5 => {
            let (from, to) = stretch(bytes, chance);
            let piece = bytes[from..to].to_vec();
            insert(bytes, &piece.repeat(1 + chance.below(4)), chance);
        }
        6 => {
            let (from, to) = stretch(bytes, chance);
            bytes.splice(from..to, WORDS[chance.below(WORDS.len())].iter().copied());
        }
        7 => {
            let other = pick(corpus, chance);
            let (from, to) = stretch(other, chance);
            insert(bytes, &other[from..to], chance);
        }
        _ => bytes.truncate(chance.below(bytes.len() + 1)),
    }
}

fn pick<'c>(corpus: &'c [Vec<u8>], chance: &mut Chance) -> &'c Vec<u8> {
    &corpus[chance.below(corpus.len())]
}

fn change(bytes: &mut [u8], to: impl Fn(u8, &mut Chance) -> u8, chance: &mut Chance) {
    if !bytes.is_empty() {
        let at = chance.below(bytes.len());
        bytes[at] = to(bytes[at], chance);
    }
}

fn insert(bytes: &mut Vec<u8>, piece: &[u8], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    bytes.splice(at..at, piece.iter().copied());
}

/// A stretch that is short mostly, so that what is left is like what was.
fn stretch(bytes: &[u8], chance: &mut Chance) -> (usize, usize) {
    let from = chance.below(bytes.len() + 1);
    let longest = if chance.below(8) == 0 { bytes.len() } else { 16 };
    (from, (from + chance.below(longest + 1)).min(bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_spoils_the_same_way_and_another_one_otherwise() {
        let corpus = [b"Name,Email\nAnn,ann@example.org\n".to_vec(), b"a|b".to_vec()];
        let made = |seed| {
            let mut chance = Chance::new(seed);
            (0..50).map(|_| spoilt(&corpus, &mut chance)).collect::<Vec<_>>()
        };
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
        assert!(made(1).iter().any(|bytes| !corpus.contains(bytes)));
    }
}
