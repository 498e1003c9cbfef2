//! Header words: what a column is called in English, Chinese, German, French and Spanish.

use unicode_normalization::UnicodeNormalization;

use crate::guest::folding::fold;
use crate::import::mapping::ImportField;

/// Gives the field a header names, if it is one we know.
pub fn field_of(header: &str) -> Option<ImportField> {
    let key = fold_header(header);
    if is_counter(&key) {
        return None;
    }
    exact(&key).or_else(|| inside(&key))
}

/// Folds a header to its bare words: without numbering, brackets behind it, marks, case and separators.
pub fn fold_header(header: &str) -> String {
    let wide: String = header.nfkc().collect();
    let bare = without_suffixes(without_numbering(wide.trim()));
    let mut key: String = fold(bare).chars().filter(|c| c.is_alphanumeric() || *c == '#').collect();
    for polite in ["请输入", "请填写", "請輸入", "請填寫", "您的", "你的", "您", "请问"] {
        if let Some(rest) = key.strip_prefix(polite).filter(|rest| !rest.is_empty()) {
            key = rest.to_owned();
        }
    }
    key
}

/// Tells that a folded header only counts rows, and so says nothing of a guest.
pub fn is_counter(key: &str) -> bool {
    ["序号", "序號", "编号", "編號", "行号", "#", "no", "nr", "n", "lfdnr", "row", "index", "number"]
        .contains(&key)
}

/// Drops `1、`, `2.`, `(3)`, `Q4.` in front.
fn without_numbering(header: &str) -> &str {
    let rest = header.trim_start_matches(['(', 'Q', 'q']);
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if digits.len() == rest.len() {
        return header;
    }
    let bare = digits.trim_start_matches(['、', '.', ')', ':', ',', '．', '。', ' ']);
    if bare.is_empty() || bare.len() == digits.len() { header } else { bare }
}

/// Drops `(required)`, `（必填）`, `[optional]`, `*` and colons behind; width has been folded before.
fn without_suffixes(header: &str) -> &str {
    let mut bare = header.trim();
    loop {
        let next = bare.trim_end_matches(['*', ':', '?', '？', ' ']);
        let next = match next.find(['(', '[', '【', '〔']) {
            Some(at) if at > 0 && next.ends_with([')', ']', '】', '〕']) => next[..at].trim_end(),
            _ => next,
        };
        if next.len() == bare.len() || next.is_empty() {
            return bare;
        }
        bare = next;
    }
}

fn exact(key: &str) -> Option<ImportField> {
    EXACT.iter().find(|(_, words)| words.contains(&key)).map(|(field, _)| *field)
}

/// Finds a word within a question such as 您的手机号码是多少; a column about somebody else is left alone.
fn inside(key: &str) -> Option<ImportField> {
    let others = ["紧急", "邀请", "对接", "推荐", "同行", "负责人", "开户", "介绍", "是否"];
    if key.chars().count() > 20 || others.iter().any(|word| key.contains(word)) {
        return None;
    }
    INSIDE.iter().find(|(word, _)| key.contains(word)).map(|(_, field)| *field)
}

const INSIDE: &[(&str, ImportField)] = &[
    ("手机", ImportField::Phone),
    ("手機", ImportField::Phone),
    ("联系电话", ImportField::Phone),
    ("联系方式", ImportField::Phone),
    ("邮箱", ImportField::Email),
    ("邮件", ImportField::Email),
    ("電郵", ImportField::Email),
    ("公司名", ImportField::Company),
    ("单位名", ImportField::Company),
    ("姓名", ImportField::Name),
    ("职位", ImportField::Title),
    ("职务", ImportField::Title),
    ("票种", ImportField::Category),
    ("备注", ImportField::Attention),
];

/// Folded words of each field; a header that is one of them is that field.
const EXACT: &[(ImportField, &[&str])] = &[
    (
        ImportField::Name,
        &[
            "name",
            "fullname",
            "guest",
            "guestname",
            "attendee",
            "attendeename",
            "participant",
            "participantname",
            "displayname",
            "ticketfullname",
            "membername",
            "invitee",
            "nameofguest",
            "yourname",
            "badgename",
            "姓名",
            "名字",
            "名称",
            "参会人",
            "参会人姓名",
            "嘉宾",
            "嘉宾姓名",
            "參會人",
            "嘉賓",
            "来宾",
            "来宾姓名",
            "参会者",
            "中文名",
            "全名",
            "姓名全称",
            "teilnehmer",
            "teilnehmername",
            "vollstandigername",
            "gast",
            "nomcomplet",
            "nometprenom",
            "prenometnom",
            "participante",
            "nombrecompleto",
            "nombreyapellidos",
            "invitado",
        ],
    ),
    (
        ImportField::FirstName,
        &[
            "firstname",
            "givenname",
            "forename",
            "first",
            "ticketfirstname",
            "attendeefirstname",
            "vorname",
            "prenom",
            "nombre",
            "nombres",
            "名",
        ],
    ),
    (
        ImportField::LastName,
        &[
            "lastname",
            "surname",
            "familyname",
            "last",
            "ticketlastname",
            "attendeelastname",
            "nachname",
            "familienname",
            "nom",
            "nomdefamille",
            "apellido",
            "apellidos",
            "姓",
            "姓氏",
        ],
    ),
    (
        ImportField::Email,
        &[
            "email",
            "emailaddress",
            "mail",
            "emails",
            "ticketemail",
            "attendeeemail",
            "youremail",
            "workemail",
            "contactemail",
            "guestemail",
            "邮箱",
            "电子邮件",
            "电子邮箱",
            "邮箱地址",
            "邮件",
            "邮件地址",
            "電郵",
            "電子郵件",
            "電子郵箱",
            "郵箱",
            "emailadresse",
            "mailadresse",
            "courriel",
            "adressemail",
            "adresseemail",
            "correo",
            "correoelectronico",
        ],
    ),
    (
        ImportField::Phone,
        &[
            "phone",
            "phonenumber",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "cell",
            "cellphone",
            "telephone",
            "tel",
            "telephonenumber",
            "ticketphonenumber",
            "contactnumber",
            "phoneno",
            "mobileno",
            "whatsapp",
            "手机",
            "手机号",
            "手机号码",
            "电话",
            "电话号码",
            "联系电话",
            "联系方式",
            "電話",
            "手機",
            "手機號碼",
            "聯絡電話",
            "telefon",
            "telefonnummer",
            "handy",
            "handynummer",
            "mobil",
            "portable",
            "telefono",
            "movil",
        ],
    ),
    (
        ImportField::Company,
        &[
            "company",
            "companyname",
            "organization",
            "organisation",
            "organizationname",
            "organisationname",
            "employer",
            "affiliation",
            "institution",
            "org",
            "ticketcompanyname",
            "公司",
            "公司名称",
            "单位",
            "单位名称",
            "工作单位",
            "机构",
            "所在公司",
            "所在单位",
            "企业",
            "學校",
            "学校",
            "單位",
            "公司名稱",
            "組織",
            "firma",
            "unternehmen",
            "societe",
            "entreprise",
            "empresa",
            "compania",
        ],
    ),
    (
        ImportField::Title,
        &[
            "title",
            "jobtitle",
            "position",
            "role",
            "occupation",
            "职位",
            "职务",
            "职称",
            "岗位",
            "職位",
            "職稱",
            "部门职务",
            "funktion",
            "berufsbezeichnung",
            "poste",
            "fonction",
            "cargo",
            "puesto",
        ],
    ),
    (
        ImportField::Category,
        &[
            "category",
            "guesttype",
            "tickettype",
            "ticketname",
            "ticket",
            "tickettitle",
            "type",
            "admissiontype",
            "group",
            "badgetype",
            "attendeetype",
            "guestcategory",
            "tier",
            "product",
            "productname",
            "票种",
            "类型",
            "身份",
            "类别",
            "票类",
            "门票类型",
            "门票",
            "嘉宾类型",
            "参会类型",
            "参会身份",
            "票種",
            "類型",
            "類別",
            "kategorie",
            "ticketart",
            "categorie",
            "typedebillet",
            "categoria",
            "tipo",
            "tipodeentrada",
        ],
    ),
    (
        ImportField::Status,
        &[
            "status",
            "approvalstatus",
            "attendeestatus",
            "orderstatus",
            "registrationstatus",
            "registrationstate",
            "rsvp",
            "rsvpstatus",
            "ticketstatus",
            "guestreply",
            "reply",
            "attendance",
            "invitationstatus",
            "状态",
            "审核状态",
            "报名状态",
            "订单状态",
            "票状态",
            "支付状态",
            "參加狀態",
            "狀態",
            "審核狀態",
            "是否参加",
            "是否出席",
            "zusage",
            "statut",
            "estado",
        ],
    ),
    (ImportField::Void, &["voidstatus", "void", "voided", "作废", "是否作废"]),
    (
        ImportField::Reference,
        &[
            "reference",
            "ref",
            "id",
            "guestid",
            "attendeeid",
            "attendee#",
            "registrationid",
            "ticketreference",
            "ticketid",
            "apiid",
            "externalid",
            "memberid",
            "userid",
            "participantid",
            "uid",
            "uuid",
            "employeeid",
            "报名编号",
            "嘉宾编号",
            "参会编号",
            "票号",
            "工号",
            "报名号",
            "學號",
            "学号",
            "會員編號",
            "会员编号",
            "referenz",
            "referencia",
        ],
    ),
    (
        ImportField::Code,
        &[
            "code",
            "barcode",
            "barcode#",
            "qrcode",
            "qrcodeurl",
            "ticketcode",
            "secret",
            "ticketbarcode",
            "publicid",
            "checkincode",
            "二维码",
            "签到码",
            "票码",
            "條碼",
            "条码",
            "核销码",
            "strichcode",
        ],
    ),
    (
        ImportField::Attention,
        &[
            "attention",
            "note",
            "notes",
            "remark",
            "remarks",
            "comment",
            "comments",
            "specialattention",
            "备注",
            "備註",
            "注意事项",
            "说明",
            "bemerkung",
            "bemerkungen",
            "notiz",
            "hinweis",
            "remarque",
            "remarques",
            "notas",
            "observaciones",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_known_in_five_languages_through_numbering_brackets_and_width() {
        let headers = [
            ("Full Name", ImportField::Name),
            ("1、您的姓名", ImportField::Name),
            ("姓名（必填）", ImportField::Name),
            ("3、您的手机号码是多少？", ImportField::Phone),
            ("手机（必填）", ImportField::Phone),
            ("Ｅ－Ｍａｉｌ", ImportField::Email),
            ("Q2. Email address *", ImportField::Email),
            ("first_name", ImportField::FirstName),
            ("Nachname", ImportField::LastName),
            ("Prénom", ImportField::FirstName),
            ("Société", ImportField::Company),
            ("Correo electrónico", ImportField::Email),
            ("Attendee #", ImportField::Reference),
            ("備註", ImportField::Attention),
        ];
        for (header, field) in headers {
            assert_eq!(field_of(header), Some(field), "{header} folded {}", fold_header(header));
        }
    }

    #[test]
    fn a_row_counter_is_never_a_reference() {
        for header in ["序号", "#", "No.", "Nr.", "N°", "编号", "序号（自动）"] {
            assert_eq!(field_of(header), None, "{header}");
        }
    }

    #[test]
    fn a_column_about_somebody_else_is_left_alone() {
        for header in
            ["紧急联系人手机", "邀请人姓名", "对接人手机", "Order Email", "Buyer name", "是否需要手机充电"]
        {
            assert_eq!(field_of(header), None, "{header}");
        }
    }
}
