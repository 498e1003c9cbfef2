use std::collections::BTreeMap;

use super::*;
use crate::badge::BadgeNumber;
use crate::guest::{Badge, BadgeState, Status};
use crate::presence::Presence;

pub(super) fn id(n: u32) -> GuestId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&n.to_be_bytes());
    GuestId::new(bytes)
}

pub(super) fn guest(n: u32, values: &[(Field, &str)]) -> Guest {
    Guest {
        id: id(n),
        fields: values.iter().map(|(field, value)| (*field, (*value).to_owned())).collect(),
        other_values: BTreeMap::new(),
        status: Status::Approved,
        category: "guest".to_owned(),
        badges: Vec::new(),
        screening: BTreeMap::new(),
        presence: Presence::Expected,
        import: None,
        party: crate::guest::Party::default(),
        source_said: Vec::new(),
        gone: false,
        imported: crate::guest::Imported::default(),
        provisional: false,
        listed: true,
    }
}

fn names(names: &[&str]) -> Index {
    let mut index = Index::new();
    for (n, name) in names.iter().enumerate() {
        index.put(id(n as u32), &guest(n as u32, &[(Field::Name, name)]));
    }
    index
}

fn found(index: &Index, query: &str) -> Vec<u32> {
    let ids = index.search(query, 100, 0).0;
    ids.iter().map(|id| u32::from_be_bytes(std::array::from_fn(|at| id.as_bytes()[at]))).collect()
}

#[test]
fn a_name_is_found_in_either_order_and_without_its_marks() {
    let index = names(&["Wei Wang", "Łukasz Müller", "Nguyễn Thị Hoa", "Siobhán O'Connor", "赵敏"]);
    for (query, guest) in [
        ("wang wei", 0),
        ("WEI WANG", 0),
        ("muller", 1),
        ("mueller", 1),
        ("MÜLLER lukasz", 1),
        ("nguyen hoa", 2),
        ("oconnor", 3),
        ("o’connor", 3),
        ("赵", 4),
        ("敏", 4),
    ] {
        assert_eq!(found(&index, query), [guest], "{query}");
    }
    assert_eq!(found(&index, "wei zhang"), Vec::<u32>::new());
}

#[test]
fn a_han_name_is_found_by_pinyin_in_full_by_initials_and_as_it_is_typed_letter_by_letter() {
    let index = names(&["王伟", "李娜", "单雄信", "Wendy Wu", "吕布"]);
    for query in ["wangwei", "wang wei", "WEI WANG", "weiwang", "ww", "王", "伟", "wangw"] {
        assert_eq!(found(&index, query)[0], 0, "{query}");
    }
    for query in ["shan", "sxx", "danxiong", "xiongxin shan"] {
        assert_eq!(found(&index, query), [2], "{query}");
    }
    assert_eq!(found(&index, "ln"), [1]);
    assert_eq!(found(&index, "lv bu"), [4]);
}

#[test]
fn a_name_written_so_comes_before_one_that_only_sounds_so() {
    let index = names(&["王伟", "Wang Wei"]);
    assert_eq!(found(&index, "wang wei")[0], 1);
}

#[test]
fn a_whole_name_comes_before_its_beginning_before_a_word_before_the_middle() {
    let index = names(&["Susanna", "Mary Ann", "Annabel", "Ann"]);
    assert_eq!(found(&index, "ann"), [3, 2, 1, 0]);
}

#[test]
fn a_guest_is_found_by_company_email_phone_tail_reference_and_badge() {
    let mut index = names(&["Bob"]);
    let mut ann = guest(
        7,
        &[
            (Field::Name, "Ann"),
            (Field::Company, "Køge Bjærg A/S"),
            (Field::Email, "Ann.Li@Example.org"),
            (Field::Phone, "+86 138-0013-8000"),
            (Field::Reference, "gst-AbC"),
        ],
    );
    ann.badges
        .push(Badge { number: BadgeNumber { slot: 3, serial: 4_000_000_007 }, state: BadgeState::Active });
    index.put(ann.id, &ann);
    let code = (1_u128 << 108) | (0xabc << 96) | (3 << 84) | (4_000_000_007 << 52) | 12345;
    let code = format!("{code:034}");
    for query in [
        "koge",
        "ann.li@ex",
        "li@example",
        "8000",
        "138-0013",
        "138 0013 8000",
        "gst-abc",
        "3-4000000007",
        &code,
    ] {
        assert_eq!(found(&index, query), [7], "{query}");
    }
}

#[test]
fn a_guest_put_in_anew_is_found_by_the_new_name_only_and_one_taken_out_no_more() {
    let mut index = names(&["Ann", "Bob", "Cid"]);
    index.put(id(0), &guest(0, &[(Field::Name, "Dora")]));
    assert_eq!((found(&index, "ann"), found(&index, "dora")), (vec![], vec![0]));
    index.remove(id(0));
    assert_eq!((found(&index, "dora"), found(&index, "cid"), index.len()), (vec![], vec![2], 2));
    index.remove(id(2));
    assert_eq!(found(&index, ""), [1]);
}

#[test]
fn pages_follow_each_other_by_name_and_the_total_counts_all() {
    let index = names(&["Dora", "Ann", "Cid", "Bob"]);
    let page = |offset| index.search("", 2, offset);
    assert_eq!(page(0), (vec![id(1), id(3)], 4));
    assert_eq!(page(2), (vec![id(2), id(0)], 4));
    assert_eq!(page(4), (vec![], 4));
}

#[test]
fn chinese_guests_are_listed_by_pinyin_among_the_others() {
    assert_eq!(found(&names(&["张丽", "Wendy", "王伟", "李明"]), ""), [3, 2, 1, 0]);
}

#[test]
fn a_guest_is_found_through_a_filter_as_last_sorted_and_tells_the_place_among_those_found() {
    let mut index = names(&["Dora", "Ann", "Cid", "Bob"]);
    let mut ann = guest(1, &[(Field::Name, "Ann")]);
    ann.status = Status::Blocked;
    let Some(Change::Stands(traits)) = Change::between(Some(&guest(1, &[(Field::Name, "Ann")])), ann.clone())
    else {
        panic!("blocking is no change of what a guest is found by");
    };
    index.sort_anew(id(1), traits);
    let blocked = Traits::of(&ann);
    let found = |wanted: fn(&Traits, &Traits) -> bool| index.find("", |traits| wanted(traits, &blocked));
    assert_eq!(found(|one, blocked| one == blocked).page(0, 9), [id(1)]);
    let others = found(|one, blocked| one != blocked);
    assert_eq!((others.total(), others.place_of(id(0)), others.place_of(id(1))), (3, Some(2), None));
}

#[test]
fn a_page_deep_in_the_list_is_the_same_as_the_list_cut_there() {
    let many: Vec<String> = (0..300).map(|n| format!("Guest {:03}", (n * 7) % 300)).collect();
    let index = names(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let (whole, total) = index.search("gue", 300, 0);
    assert_eq!((whole.len(), total), (300, 300));
    for (offset, limit) in [(0, 10), (1, 1), (137, 50), (299, 10), (300, 10), (250, 100)] {
        let cut: Vec<GuestId> = whole.iter().skip(offset).take(limit).copied().collect();
        assert_eq!(index.search("gue", limit, offset).0, cut, "{offset} and on");
    }
}

#[test]
fn a_page_goes_on_from_those_who_fit_better_to_those_who_fit_less() {
    // The whole name, its beginning, a word of it, its middle.
    let index = names(&["Susanna", "Mary Ann", "Annabel", "Ann"]);
    let page = |limit, offset| index.search("ann", limit, offset).0;
    assert_eq!(page(2, 0), [id(3), id(2)]);
    assert_eq!(page(2, 1), [id(2), id(1)]);
    assert_eq!(page(9, 3), [id(0)]);
    let place = |n| index.find("ann", |_| true).place_of(id(n));
    assert_eq!([3, 2, 1, 0].map(place), [0, 1, 2, 3].map(Some));
}

#[test]
fn all_words_of_a_name_in_another_order_come_before_the_beginning_of_another_name() {
    assert_eq!(found(&names(&["Wei Wangson", "Wang Wei"]), "wei wang"), [1, 0]);
}

#[test]
fn the_end_of_a_name_is_no_better_than_its_middle() {
    assert_eq!(found(&names(&["Susan", "Brandy"]), "an"), [1, 0]);
}

#[test]
fn one_digit_among_signs_and_digits_among_letters_are_no_number() {
    let mut index = Index::new();
    index.put(id(1), &guest(1, &[(Field::Name, "Ann"), (Field::Phone, "+49 170 8000")]));
    for query in ["#8", "(8", "room8000", "a8000"] {
        assert_eq!(found(&index, query), Vec::<u32>::new(), "{query}");
    }
    assert_eq!(found(&index, "/8000/"), [1]);
}

#[test]
fn a_guest_is_found_by_a_name_that_another_desk_said_and_by_a_company_without_its_umlauts() {
    let mut ann = guest(1, &[(Field::Name, "Ann Li"), (Field::Company, "Grün & Söhne")]);
    ann.other_values.insert(Field::Name, vec!["Anne Lee".to_owned()]);
    let mut index = Index::new();
    index.put(ann.id, &ann);
    for query in ["anne", "lee", "gruen", "soehne", "grun"] {
        assert_eq!(found(&index, query), [1], "{query}");
    }
}

#[test]
fn marks_that_nobody_sees_hide_no_name() {
    assert_eq!(found(&names(&["An\u{200b}na\u{ad}bel\u{feff}"]), "annabel"), [0]);
}

#[test]
fn two_characters_are_a_surname_and_a_given_name_even_where_both_together_are_a_surname_too() {
    assert_eq!(found(&names(&["东方"]), "fangdong"), [0]);
}

#[test]
fn of_many_readings_those_with_one_character_read_otherwise_are_offered_and_never_without_end() {
    assert_eq!(found(&names(&["单乐乐"]), "danlele"), [0]);
    let longest = pinyin::typed(&"乐".repeat(8)).len();
    assert!(longest <= 60, "{longest} ways to type one name");
}

#[test]
fn a_guest_without_a_name_stands_in_the_list_by_the_company() {
    let mut index = names(&["Cid", "Ann"]);
    index.put(id(7), &guest(7, &[(Field::Company, "Beans"), (Field::Email, "z@example.org")]));
    index.put(id(8), &guest(8, &[(Field::Email, "bob@example.org")]));
    assert_eq!(found(&index, ""), [1, 7, 8, 0]);
}

#[test]
fn a_badge_another_desks_value_and_a_place_on_the_list_change_by_what_a_guest_is_found() {
    let before = guest(1, &[(Field::Name, "Ann")]);
    let changed = |change: fn(&mut Guest)| {
        let mut now = before.clone();
        change(&mut now);
        Change::between(Some(&before), now)
    };
    let badge = |ann: &mut Guest| {
        let number = BadgeNumber { slot: 3, serial: 7 };
        ann.badges.push(Badge { number, state: BadgeState::Active });
    };
    let other = |ann: &mut Guest| drop(ann.other_values.insert(Field::Name, vec!["Anne".to_owned()]));
    assert!(matches!(changed(badge), Some(Change::Found(_))));
    assert!(matches!(changed(other), Some(Change::Found(_))));
    assert!(matches!(changed(|ann| ann.listed = false), Some(Change::Gone)));
    assert!(changed(|_| ()).is_none());
}
