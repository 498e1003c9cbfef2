//! Codes that come a line each: read within bounds, answered one by one, in order.

use std::io::{BufRead, Read};
use std::ops::ControlFlow;
use std::path::Path;

use gatehouse_core::error::{Error, Result};

use crate::output::Ended;

/// The longest line kept, in bytes: more than any code has, so that the decision sees it is none.
const LONGEST: u64 = 16 << 10;

/// Hands each line to `answer` and waits for it, until the input ends or `answer` fails or breaks.
///
/// Blank lines hold no code and get no answer.
pub fn answer(
    mut input: impl BufRead,
    mut answer: impl FnMut(String) -> Result<ControlFlow<()>>,
) -> Result<Ended> {
    while let Some(code) = next_line(&mut input).map_err(|error| Error::from_io(Path::new("stdin"), error))? {
        if !code.is_empty() && answer(code)?.is_break() {
            break;
        }
    }
    Ok(Ended::Done)
}

/// Reads one line without its end; what is beyond [`LONGEST`] is read and dropped.
fn next_line(input: &mut impl BufRead) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    if input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if !line.ends_with(b"\n") {
        input.skip_until(b'\n')?;
    }
    while line.ends_with(b"\n") || line.ends_with(b"\r") {
        line.pop();
    }
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn codes(input: &[u8]) -> Vec<String> {
        let mut codes = Vec::new();
        answer(input, |code| {
            codes.push(code);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        codes
    }

    #[test]
    fn a_line_ends_as_scanners_end_it_and_blank_ones_are_no_codes() {
        assert_eq!(codes(b"one\r\n\ntwo\nthree"), ["one", "two", "three"]);
    }

    #[test]
    fn an_endless_line_is_one_bad_code_and_the_next_one_works() {
        let mut input = vec![b'9'; 1 << 20];
        input.extend(b"\nnext\n");
        let codes = codes(&input);
        assert_eq!(codes[0].len() as u64, LONGEST, "no more than that is kept");
        assert_eq!(codes[1..], ["next"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_still_answered() {
        assert_eq!(codes(b"\xff\xfe\n"), ["\u{fffd}\u{fffd}"]);
    }
}
