//! Han names as they are typed in Latin letters: full pinyin and initials, in either order of the name.
//!
//! A character may be read in several ways, and as a surname in one of its own. All are offered, the
//! likeliest first; of their combinations those come first where the fewest characters are read otherwise.

use pinyin::ToPinyinMulti;

use super::folding::fold;

/// The longest run of Han read as a name; longer ones are no names.
const LONGEST: usize = 8;
/// Most ways one name is read.
const MOST: usize = 12;

/// Gives what a name may be typed as: `wang wei`, `wangwei`, `weiwang`, `ww`; nothing where there is no Han.
pub fn typed(name: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for run in name.split(|c: char| !is_han(c)) {
        let characters: Vec<char> = run.chars().collect();
        if (1..=LONGEST).contains(&characters.len()) {
            let family = family_length(&characters);
            for reading in readings(&characters, family) {
                add_forms(&reading, family, &mut forms);
            }
        }
    }
    forms
}

/// Gives what lists are sorted by: a name as it is said, so that Han names stand where their pinyin does.
pub fn sorted_as(name: &str) -> String {
    let mut said = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(start) = rest.find(is_han) {
        said.push_str(&rest[..start]);
        let length = rest[start..].find(|c| !is_han(c)).unwrap_or(rest.len() - start);
        let run = &rest[start..start + length];
        said.push_str(&likeliest(run).unwrap_or_else(|| run.to_owned()));
        rest = &rest[start + length..];
    }
    said.push_str(rest);
    fold(&said)
}

fn likeliest(run: &str) -> Option<String> {
    let characters: Vec<char> = run.chars().take(LONGEST + 1).collect();
    let short = characters.len() <= LONGEST;
    let reading = short.then(|| readings(&characters, family_length(&characters)).into_iter().next())?;
    reading.map(|reading| reading.join(" "))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// How many characters the family name has.
fn family_length(characters: &[char]) -> usize {
    let start: String = characters.iter().take(2).collect();
    if characters.len() > 2 && COMPOUND.contains(&start.as_str()) { 2 } else { 1 }
}

/// The likeliest reading, then those with one character read otherwise, then with two; [`MOST`] at most.
fn readings(characters: &[char], family: usize) -> Vec<Vec<String>> {
    let mut each: Vec<Vec<String>> = characters.iter().map(|c| of_character(*c)).collect();
    let own = |reading: &str, all: &mut Vec<String>| {
        all.retain(|known| known != reading);
        all.insert(0, reading.to_owned());
    };
    let start: String = characters.iter().take(family).collect();
    if let Some((_, known)) = SURNAMES.iter().find(|(surname, _)| *surname == start) {
        for (reading, all) in known.split(' ').zip(&mut each) {
            own(reading, all);
        }
    }
    if each.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut found: Vec<(usize, Vec<String>)> = vec![(0, Vec::new())];
    for all in &each {
        let with = |(odd, reading): &(usize, Vec<String>)| {
            let (odd, reading) = (*odd, reading.clone());
            all.iter()
                .enumerate()
                .map(move |(at, syllable)| {
                    let longer = reading.iter().chain([syllable]).cloned().collect();
                    (odd + usize::from(at > 0), longer)
                })
                .collect::<Vec<_>>()
        };
        found = found.iter().flat_map(with).collect();
        // Stable, so that of those equally likely the one whose first characters are likelier comes first.
        found.sort_by_key(|(odd, _)| *odd);
        found.truncate(MOST);
    }
    found.into_iter().map(|(_, reading)| reading).collect()
}

/// Syllables without tones; `ü` is typed `v`, `u` or, in passports, `yu`.
fn of_character(c: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        let spelled = ["v", "u", "yu"].map(|letter| plain.replace('v', letter));
        for syllable in spelled {
            if !all.contains(&syllable) {
                all.push(syllable);
            }
        }
    }
    all
}

fn add_forms(reading: &[String], family: usize, forms: &mut Vec<String>) {
    let initials =
        |syllables: &[String]| syllables.iter().filter_map(|s| s.chars().next()).collect::<String>();
    let (surname, given) = reading.split_at(family.min(reading.len()));
    let new = [
        reading.join(" "),
        reading.concat(),
        given.concat() + &surname.concat(),
        initials(reading),
        initials(given) + &initials(surname),
    ];
    for form in new {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
}

const COMPOUND: [&str; 72] = [
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "东方", "東方", "皇甫", "尉迟", "尉遲",
    "公孙", "公孫", "令狐", "宇文", "长孙", "長孫", "慕容", "司徒", "司空", "端木", "南宫", "南宮", "万俟",
    "萬俟", "鲜于", "鮮于", "澹台", "澹臺", "呼延", "独孤", "獨孤", "赫连", "赫連", "轩辕", "軒轅", "西门",
    "西門", "百里", "钟离", "鍾離", "淳于", "濮阳", "濮陽", "东郭", "東郭", "申屠", "太史", "闻人", "聞人",
    "拓跋", "公冶", "公羊", "宗政", "仲孙", "仲孫", "闾丘", "閭丘", "亓官", "司寇", "颛孙", "顓孫", "巫马",
    "巫馬", "漆雕", "乐正", "樂正", "左丘", "梁丘", "东门",
];

/// Characters that are read in a way of their own where they are a family name.
const SURNAMES: [(&str, &str); 76] = [
    ("单", "shan"),
    ("單", "shan"),
    ("解", "xie"),
    ("仇", "qiu"),
    ("查", "zha"),
    ("曾", "zeng"),
    ("区", "ou"),
    ("區", "ou"),
    ("任", "ren"),
    ("盖", "ge"),
    ("蓋", "ge"),
    ("朴", "piao"),
    ("乐", "yue"),
    ("樂", "yue"),
    ("翟", "zhai"),
    ("冼", "xian"),
    ("洗", "xian"),
    ("缪", "miao"),
    ("繆", "miao"),
    ("召", "shao"),
    ("折", "she"),
    ("宓", "mi"),
    ("种", "chong"),
    ("秘", "bi"),
    ("员", "yun"),
    ("員", "yun"),
    ("覃", "qin"),
    ("黑", "he"),
    ("繁", "po"),
    ("么", "yao"),
    ("晟", "cheng"),
    ("葛", "ge"),
    ("华", "hua"),
    ("華", "hua"),
    ("沈", "shen"),
    ("尹", "yin"),
    ("阚", "kan"),
    ("闞", "kan"),
    ("逄", "pang"),
    ("隗", "wei"),
    ("尉迟", "yu chi"),
    ("万俟", "mo qi"),
    ("长孙", "zhang sun"),
    ("令狐", "ling hu"),
    ("尉遲", "yu chi"),
    ("萬俟", "mo qi"),
    ("長孫", "zhang sun"),
    ("鲜于", "xian yu"),
    ("鮮于", "xian yu"),
    ("澹台", "tan tai"),
    ("澹臺", "tan tai"),
    ("乐正", "yue zheng"),
    ("樂正", "yue zheng"),
    ("亓官", "qi guan"),
    ("贾", "jia"),
    ("賈", "jia"),
    ("石", "shi"),
    ("纪", "ji"),
    ("紀", "ji"),
    ("宁", "ning"),
    ("車", "che"),
    ("车", "che"),
    ("盛", "sheng"),
    ("都", "du"),
    ("柏", "bai"),
    ("相", "xiang"),
    ("祭", "zhai"),
    ("句", "gou"),
    ("那", "na"),
    ("宿", "su"),
    ("俞", "yu"),
    ("牟", "mou"),
    ("应", "ying"),
    ("應", "ying"),
    ("万", "wan"),
    ("谌", "chen"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn is_typed(name: &str, as_typed: &str) -> bool {
        typed(name).iter().any(|form| form == as_typed)
    }

    #[test]
    fn a_han_name_is_typed_in_full_joined_in_either_order_and_by_initials() {
        assert_eq!(typed("王伟")[..4], ["wang wei", "wangwei", "weiwang", "ww"]);
        for form in ["liming", "mingli", "lm", "ml"] {
            assert!(is_typed("李明", form), "{form}");
        }
        assert!(typed("Wei Wang").is_empty());
        assert!(is_typed("David 李明 (VIP)", "liming"));
    }

    #[test]
    fn a_surname_is_read_as_a_surname_first_and_in_its_other_ways_too() {
        for (name, surname) in [
            ("单田芳", "shan"),
            ("解晓东", "xie"),
            ("仇英", "qiu"),
            ("查良镛", "zha"),
            ("曾国藩", "zeng"),
            ("朴树", "piao"),
            ("区明", "ou"),
        ] {
            assert!(typed(name)[0].starts_with(&format!("{surname} ")), "{name} {:?}", typed(name));
        }
        assert!(is_typed("单田芳", "dantianfang"));
        assert!(is_typed("欧阳小明", "xiaomingouyang") && is_typed("尉迟恭", "yuchigong"));
    }

    #[test]
    fn every_reading_of_a_character_is_offered_and_u_with_dots_in_every_spelling() {
        assert!(is_typed("王乐", "wangle") && is_typed("王乐", "wangyue"));
        for form in ["lvbu", "lubu", "lyubu"] {
            assert!(is_typed("吕布", form), "{form} {:?}", typed("吕布"));
        }
    }
    #[test]
    fn a_list_puts_han_names_where_their_pinyin_stands_and_leaves_other_names_as_they_are() {
        let mut names = ["王伟", "Zoë", "曾国藩", "Wendy", "张丽", "Müller", "李明", "David 李"];
        names.sort_by_key(|name| sorted_as(name));
        assert_eq!(names, ["David 李", "李明", "Müller", "王伟", "Wendy", "曾国藩", "张丽", "Zoë"]);
        assert_eq!(sorted_as(&"王".repeat(9)), "王".repeat(9), "no name is that long");
    }
}
