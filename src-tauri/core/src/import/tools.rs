//! Sign-up tools known by the columns their exports have, and what their own words mean.

use crate::import::mapping::ImportField;
use crate::import::words::fold_header;

/// A tool: its name as default source, columns that give it away, columns with a meaning of their own.
#[derive(Debug, PartialEq, Eq)]
pub struct Tool {
    pub name: &'static str,
    /// Folded headers that must all be there; alternatives are parted by `|`.
    marks: &'static [&'static str],
    /// Folded header and what it is in this tool; `None`: to be left out.
    columns: &'static [(&'static str, Option<ImportField>)],
}

impl Tool {
    /// Gives what a header is in this tool; `None` when the tool has no word of its own for it.
    pub fn column(&self, header: &str) -> Option<Option<ImportField>> {
        let key = fold_header(header);
        self.columns.iter().find(|(word, _)| *word == key).map(|(_, field)| *field)
    }
}

/// Finds the tool that wrote a header.
pub fn recognise(header: &[String]) -> Option<&'static Tool> {
    let keys: Vec<String> = header.iter().map(|cell| fold_header(cell)).collect();
    let has = |mark: &str| mark.split('|').any(|word| keys.iter().any(|key| key == word));
    TOOLS.iter().find(|tool| tool.marks.iter().all(|mark| has(mark)))
}

/// Tells that a list names people who shall not come in, as desk tools export theirs.
pub fn is_block_list(header: &[String]) -> bool {
    let keys: Vec<String> = header.iter().map(|cell| fold_header(cell)).collect();
    let has = |words: &[&str]| words.iter().any(|word| keys.iter().any(|key| key == word));
    has(&BLOCK_WORDS)
        || (has(&["firstnames"]) && has(&["reason"]) && has(&["expiration", "active", "action"]))
}

const BLOCK_WORDS: [&str; 10] = [
    "reasonforblocking",
    "blockreason",
    "blockedreason",
    "banreason",
    "黑名单原因",
    "拉黑原因",
    "禁止入场原因",
    "黑名單原因",
    "禁止入場原因",
    "sperrgrund",
];

// An order number stands on every ticket of an order, so it is never a reference.
static TOOLS: [Tool; 12] = [
    Tool {
        name: "luma",
        marks: &["apiid|guestid", "approvalstatus", "ticketname|tickettypeid|qrcodeurl|customsource"],
        columns: &[
            ("apiid", Some(ImportField::Reference)),
            ("guestid", Some(ImportField::Reference)),
            ("qrcodeurl", Some(ImportField::Code)),
            ("ticketname", Some(ImportField::Category)),
        ],
    },
    Tool {
        name: "eventbrite",
        marks: &["order#", "attendee#|attendeestatus|tickettype|orderstatus"],
        columns: &[
            ("attendee#", Some(ImportField::Reference)),
            ("group", None),
            ("type", None),
            ("totalpaid", Some(ImportField::Paid)),
        ],
    },
    Tool {
        name: "pretix",
        marks: &["ordercode", "attendeename", "product"],
        columns: &[("secret", Some(ImportField::Code)), ("product", Some(ImportField::Category))],
    },
    Tool {
        name: "wenjuanxing",
        marks: &["序号", "提交答卷时间"],
        columns: &[("来源", None), ("来源详情", None)],
    },
    Tool { name: "tencent-docs", marks: &["提交者", "提交时间"], columns: &[("提交者", None)] },
    Tool {
        name: "tito",
        marks: &["ticketreference", "voidstatus"],
        columns: &[("number", None), ("ticket", Some(ImportField::Category))],
    },
    Tool {
        name: "hi.events",
        marks: &["publicid", "shortid", "productid"],
        columns: &[("id", Some(ImportField::Reference)), ("publicid", Some(ImportField::Code))],
    },
    Tool { name: "alf.io", marks: &["reservationid", "originalprice"], columns: &[("event", None)] },
    Tool { name: "indico", marks: &["registrationdate", "registrationstate"], columns: &[] },
    Tool {
        name: "meetup",
        marks: &["urlofmemberprofile", "rsvp"],
        columns: &[
            ("title", None),
            ("guests", Some(ImportField::Companions)),
            ("attendance", Some(ImportField::CheckedIn)),
        ],
    },
    Tool { name: "envoy-blocklist", marks: &["fullname", "reasonforblocking"], columns: &[] },
    Tool {
        name: "ubersystem-watchlist",
        marks: &["firstnames", "lastname", "reason", "active"],
        columns: &[("firstnames", Some(ImportField::FirstName)), ("active", None)],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn tool_of(header: &str) -> Option<&'static str> {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        recognise(&header).map(|tool| tool.name)
    }

    #[test]
    fn a_tool_is_known_by_the_columns_only_it_writes() {
        let luma =
            "guest_id,name,first_name,last_name,email,phone_number,created_at,approval_status,custom_source";
        assert_eq!(tool_of(luma), Some("luma"));
        assert_eq!(tool_of("Order #,Order Date,First Name,Last Name,Email,Attendee #"), Some("eventbrite"));
        assert_eq!(tool_of("Order code,Attendee name,Product,Price,Checked in"), Some("pretix"));
        assert_eq!(tool_of("序号,提交答卷时间,所用时间,来源,1、您的姓名"), Some("wenjuanxing"));
        assert_eq!(tool_of("提交者（自动）,提交时间（自动）,姓名（必填）"), Some("tencent-docs"));
        assert_eq!(tool_of("Name,Email,Status"), None);
    }
}
