//! Many queries over a list of two hundred people whose names are easily mistaken: who is meant comes first.

use super::tests::{guest, id};
use super::*;

/// Name, company, e-mail, phone; people who share parts of each with others on purpose.
const LIST: &str = include_str!("search_list.txt");

/// What is typed, and whom it finds first.
const MEANT: &[(&str, &str)] = &[
    // One character, full pinyin, initials, either order.
    ("王", "王芳"),
    ("王伟", "王伟"),
    ("王 伟", "王伟"),
    ("wangwei", "王伟"),
    ("wang wei", "Wang Wei"),
    ("WEI WANG", "Wei Wang"),
    ("weiwang", "王伟"),
    ("ｗａｎｇｗｅｉ", "王伟"),
    ("王芳", "王芳"),
    ("wangfang", "王芳"),
    ("娜", "李娜"),
    ("lina", "李娜"),
    ("ln", "李娜"),
    ("lvbu", "吕布"),
    ("lubu", "吕布"),
    ("lyubu", "吕布"),
    ("qinshihuang", "秦始皇"),
    ("qsh", "秦始皇"),
    // Surnames read as surnames, and as they are read otherwise.
    ("shanxiongxin", "单雄信"),
    ("danxiongxin", "单雄信"),
    ("zengguofan", "曾国藩"),
    ("cengguofan", "曾国藩"),
    ("zgf", "曾国藩"),
    ("qiuying", "仇英"),
    ("chouying", "仇英"),
    ("xiexiaodong", "解晓东"),
    ("zhaliangyong", "查良镛"),
    ("piaoshu", "朴树"),
    ("oumingli", "区明丽"),
    ("renyuan", "任远"),
    ("yueyue", "乐乐"),
    ("lele", "乐乐"),
    ("yuele", "乐乐"),
    ("gaiwei", "盖伟"),
    ("gewei", "盖伟"),
    ("zhaiyue", "翟乐"),
    ("zhaile", "翟乐"),
    ("diyue", "翟乐"),
    // Two surnames in one.
    ("ouyang", "欧阳菲菲"),
    ("ouyangfeifei", "欧阳菲菲"),
    ("feifeiouyang", "欧阳菲菲"),
    ("oyff", "欧阳菲菲"),
    ("sima", "司马光"),
    ("guangsima", "司马光"),
    ("zhugel", "诸葛亮"),
    ("liangzhuge", "诸葛亮"),
    ("yuchigong", "尉迟恭"),
    ("gongyuchi", "尉迟恭"),
    ("moqi", "万俟卨"),
    ("zhangsunwuji", "长孙无忌"),
    ("wujizhangsun", "长孙无忌"),
    ("xianyu", "鲜于枢"),
    ("tantai", "澹台灭明"),
    ("miemingtantai", "澹台灭明"),
    ("huyanzhuo", "呼延灼"),
    ("zhuohuyan", "呼延灼"),
    ("dugu", "独孤求败"),
    ("qiubaidugu", "独孤求败"),
    // What some lists put between characters.
    ("古丽买买提", "古丽·买买提"),
    ("古丽·买买提", "古丽·买买提"),
    ("guli", "古丽·买买提"),
    ("张三丰", "张 三丰"),
    ("zhangsanfeng", "张 三丰"),
    ("陳志豪", "陳志豪 (Howard)"),
    ("howard", "陳志豪 (Howard)"),
    ("chenzhihao", "陳志豪 (Howard)"),
    // Marks, case and letters of their own.
    ("muller", "Jürgen Müller"),
    ("MULLER", "Jürgen Müller"),
    ("mueller", "Jürgen Müller"),
    ("müller jürgen", "Jürgen Müller"),
    ("lukasz", "Łukasz Żak"),
    ("zak", "Łukasz Żak"),
    ("nguyen", "Nguyễn Thị Hoa"),
    ("hoa nguyen", "Nguyễn Thị Hoa"),
    ("dang", "Đặng Văn Lâm"),
    ("soren", "Søren Kjær"),
    ("soeren", "Søren Kjær"),
    ("kjaer", "Søren Kjær"),
    ("ase", "Åse Ærø"),
    ("aase", "Åse Ærø"),
    ("aero", "Åse Ærø"),
    ("gross k", "Karl Groß"),
    ("strasse", "Ute Straße"),
    ("thor", "Þór Jónsson"),
    ("jonsson", "Þór Jónsson"),
    ("isik", "İpek Işık"),
    ("oconnor", "Siobhán O'Connor"),
    ("o'connor", "Siobhán O'Connor"),
    ("o’connor", "Siobhán O'Connor"),
    ("siobhan", "Siobhán O'Connor"),
    ("zoe", "Zoë Kravić"),
    ("francois", "François L'Éveillé"),
    ("leveille", "François L'Éveillé"),
    ("pena", "José Peña"),
    ("dvorak", "Antonín Dvořák"),
    ("ﬁona", "Fiona Marsh"),
    ("fiona", "Fiona Marsh"),
    ("jean luc", "Jean-Luc Picard"),
    ("picard jean", "Jean-Luc Picard"),
    ("van der berg", "Jan van der Berg"),
    ("berg jan", "Jan van der Berg"),
    ("de la cruz", "Maria de la Cruz"),
    // The whole before the beginning, the beginning before a word, a word before the middle.
    ("ann", "Ann"),
    ("anna", "Anna"),
    ("annab", "Annabel Lee"),
    ("lee", "Lee"),
    ("lee a", "Lee Ansel"),
    ("li", "Li"),
    ("sam", "Sam"),
    ("samu", "Samuel Otto"),
    ("rob", "Rob"),
    ("al", "Al"),
    ("ali", "Ali"),
    ("mary a", "Mary Ann Evans"),
    ("ann mary", "Mary Ann Evans"),
    ("evans mary ann", "Mary Ann Evans"),
    ("susan", "Susan"),
    // A name before a company before an e-mail.
    ("beans", "Bob Harris"),
    ("beans w", "Beans Wilcox"),
    ("peas", "Peter Grün"),
    ("lent", "Lentil Soup"),
    ("orchid", "Ola Nor"),
    ("orch", "Orchard Tree"),
    ("北京", "北京"),
    ("豆子", "豆子强"),
    ("豆子科技", "冯六"),
    // E-mail, phone, reference.
    ("pete@", "Peter Grün"),
    ("pete@peas.example", "Peter Grün"),
    ("PETE@PEAS", "Peter Grün"),
    ("8000", "Tail Eight"),
    ("138-0013-8000", "Tail Eight"),
    ("138 0013 8000", "Tail Eight"),
    ("+86 138", "Tail Eight"),
    ("１３８００１３８０００", "Tail Eight"),
    ("1357", "Wide Digits"),
    ("gst-12", "Ref Twelve"),
];

fn index() -> (Index, Vec<&'static str>) {
    let mut index = Index::new();
    let mut names = Vec::new();
    for (at, line) in (0..).zip(LIST.lines().filter(|line| !line.is_empty())) {
        let mut values = line.split('|').map(str::trim).chain(std::iter::repeat(""));
        let fields = [Field::Name, Field::Company, Field::Email, Field::Phone, Field::Reference];
        let fields = fields.map(|field| (field, values.next().unwrap_or_default()));
        names.push(fields[0].1);
        index.put(id(at), &guest(at, &fields));
    }
    (index, names)
}

fn first(index: &Index, names: &[&'static str], query: &str) -> Option<&'static str> {
    let found = index.search(query, 1, 0).0.first().copied()?;
    (0..).zip(names).find(|(at, _)| id(*at) == found).map(|(_, name)| *name)
}

#[test]
fn of_two_hundred_people_the_one_who_is_meant_comes_first() {
    let (index, names) = index();
    assert!(names.len() >= 200, "{}", names.len());
    let wrong = |(query, meant): &&(&str, &str)| first(&index, &names, query) != Some(*meant);
    let wrong: Vec<String> = MEANT
        .iter()
        .filter(wrong)
        .map(|(query, meant)| format!("{query}: {meant}, not {:?}", first(&index, &names, query)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), MEANT.len(), wrong.join("\n"));
}

#[test]
fn whoever_is_meant_stays_found_from_the_first_key_to_the_last() {
    let (index, names) = index();
    for (query, meant) in MEANT {
        for (end, last) in query.char_indices() {
            let typed = &query[..end + last.len_utf8()];
            let found = index.search(typed, names.len(), 0).0;
            let at = (0..).zip(&names).find(|(_, name)| *name == meant).map(|(at, _)| id(at));
            assert!(at.is_some_and(|at| found.contains(&at)), "{meant} is lost at {typed:?}");
        }
    }
}
