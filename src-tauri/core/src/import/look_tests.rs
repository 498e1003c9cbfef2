#![allow(clippy::unwrap_used)]

use super::*;
use crate::view::SourceWhy;

fn looked(bytes: &[u8]) -> ListLook {
    let table = read(bytes, &ReadOptions::default()).unwrap();
    let mapping = mapping::guess(&table);
    let guess = Guess { name: "list".to_owned(), known: false, why: SourceWhy::Another };
    let list = Looked { bytes, file: "list.csv", table: &table, mapping: &mapping };
    look(list, guess, Vec::new(), false)
}

#[test]
fn a_list_is_shown_with_its_columns_and_their_first_values() {
    let look = looked("Title row\n\nName;Nr.;Firma\nAnn;;Beans\nBob;2;\n".as_bytes());
    assert_eq!((look.header_line, look.delimiter.as_str(), look.rows), (Some(3), ";", 2));
    let columns: Vec<(&str, Option<&str>, usize)> =
        look.columns.iter().map(|c| (c.column.as_str(), c.field.as_deref(), c.samples.len())).collect();
    assert_eq!(columns, [("Name", Some("name"), 2), ("Nr.", None, 1), ("Firma", Some("company"), 1)]);
    assert!(look.encodings.is_empty(), "plain ASCII reads alike in every encoding");
}

#[test]
fn one_name_in_two_hundred_is_shown_first_and_in_every_encoding_it_could_have() {
    let mut list = b"Name,Email\n".to_vec();
    for nth in 0..200 {
        list.extend(format!("Guest {nth},guest{nth}@example.org\n").bytes());
    }
    list.extend(encoding_rs::GBK.encode("王伟,ww@example.org\n").0.as_ref());
    let look = looked(&list);
    assert_eq!((look.encoding.as_str(), look.names[0].as_str()), ("GB18030", "王伟"));
    let western = look.encodings.iter().find(|other| other.encoding == "windows-1252").unwrap();
    assert_eq!((western.names[0].as_str(), western.unreadable), ("ÍõÎ°", 0));
    let utf8 = look.encodings.iter().find(|other| other.encoding == "UTF-8").unwrap();
    assert!(utf8.unreadable > 0 && utf8.names[0].contains('\u{fffd}'), "{utf8:?}");
}
