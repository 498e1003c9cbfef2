//! Badge keys: a new one for new badges, and every badge keeps the code it was printed with.

use super::exchange::{exchange, two_desks};
use super::{Evening, codes};
use crate::badge::code::{self, Reading};
use crate::error::Code;
use crate::ids::GuestId;
use crate::text::Lang;

impl Evening {
    fn rotate_key(&mut self) {
        let by = self.by("olga");
        self.desk().rotate_key(&by).unwrap();
    }

    /// Gives the code of a guest's badge as lists show it.
    fn shown_code(&mut self, guest: GuestId) -> String {
        self.desk().guest(guest, Lang::En).unwrap().badge.unwrap().code
    }

    /// Gives the place of the key a code was made with, the newest being 0.
    fn key_of(&mut self, code: &str) -> usize {
        let globals = &self.desk().globals;
        match code::read(code, globals.event, &globals.badge_keys) {
            Reading::Genuine { key, .. } => key,
            other => panic!("{code}: {other:?}"),
        }
    }
}

#[test]
fn a_badge_printed_again_keeps_its_code_and_a_new_one_is_made_with_the_new_key() {
    let (mut a, mut b, guest, old) = two_desks();
    a.rotate_key();
    assert_eq!((a.badge(guest), a.shown_code(guest)), (old.clone(), old.clone()));
    let (grace, new) = a.ready("Grace");
    assert_eq!((a.key_of(&old), a.key_of(&new)), (1, 0));
    assert_eq!(a.badge(grace), new);
    exchange(&mut a, &mut b);
    assert_eq!((b.shown_code(guest), b.shown_code(grace)), (old.clone(), new.clone()));
    for code in [&old, &new] {
        assert_eq!(codes(&b.scan(code)), Vec::<&str>::new(), "{code} admits");
    }
    let replaced = {
        let by = b.by("olga");
        b.desk().reissue(&by, guest, "lost").unwrap();
        b.shown_code(guest)
    };
    assert_eq!(b.key_of(&replaced), 0, "B issues with the key it heard of");
    exchange(&mut a, &mut b);
    assert_eq!(a.shown_code(guest), replaced);
}

#[test]
fn a_badge_issued_where_the_new_key_was_not_heard_of_keeps_the_old_keys_code_everywhere() {
    let (mut a, mut b, _, _) = two_desks();
    exchange(&mut a, &mut b);
    a.rotate_key();
    let (grace, code) = b.ready("Grace");
    assert_eq!(codes(&a.scan(&code)), ["not_authentic"], "nobody vouches for it yet");
    exchange(&mut a, &mut b);
    for desk in [&mut a, &mut b] {
        assert_eq!((desk.shown_code(grace), desk.badge(grace)), (code.clone(), code.clone()));
        assert_eq!(desk.key_of(&code), 1);
    }
    a.pass_time(10);
    assert_eq!(codes(&a.scan(&code)), Vec::<&str>::new());
    b.guest("Zoe", None);
    assert_eq!(b.shown_code(grace), code, "that B has heard of the new key by now changes nothing");
}

#[test]
fn a_kit_carries_all_keys_and_guests_keep_their_ids() {
    let (mut a, _, guest, old) = two_desks();
    let first = a.desk().globals.first_key();
    a.rotate_key();
    a.rotate_key();
    let (grace, new) = a.ready("Grace");
    let mut c = a.add("C");
    assert_eq!((c.shown_code(guest), c.shown_code(grace)), (old, new));
    assert_eq!(c.desk().globals.badge_keys.len(), 3);
    assert_eq!((a.desk().globals.first_key(), c.desk().globals.first_key()), (first, first));
    assert_eq!(a.print(), c.print());
}

#[test]
fn readers_beside_the_writer_show_the_same_code() {
    let (mut a, mut b, guest, old) = two_desks();
    a.rotate_key();
    exchange(&mut a, &mut b);
    let (grace, new) = b.ready("Grace");
    let handle = crate::desk::DeskHandle::start(b.desk.take().unwrap()).unwrap();
    let shown = |guest| handle.read(|reader| reader.guest(guest, Lang::En)).unwrap().badge.unwrap().code;
    assert_eq!((shown(guest), shown(grace)), (old, new));
    handle.stop().unwrap();
}

#[test]
fn only_an_organiser_at_an_organisers_desk_makes_a_new_key() {
    let (mut a, mut b, _, _) = two_desks();
    let (olga, susan) = (a.by("olga"), a.by("susan"));
    assert_eq!(a.desk().rotate_key(&susan).err().unwrap().code, Code::NotPermitted);
    assert_eq!(b.desk().rotate_key(&olga).err().unwrap().code, Code::NotPermitted);
    assert_eq!(a.desk().globals.badge_keys.len(), 1);
}
