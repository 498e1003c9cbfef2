//! Wrong usage, told in both languages like every other error.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error as Wrong};
use gatehouse_core::error::{Code, Error};
use gatehouse_core::text::{Lang, Text};

use crate::args::Cli;
use crate::help;
use crate::lang;
use crate::output::Output;

/// Prints help or version as asked for, else says what was wrong with the words typed.
pub fn tell(wrong: &Wrong) -> ExitCode {
    let words: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let out = Output { json: words.iter().any(|word| word == "--json"), lang: language(&words) };
    match wrong.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print_help(wrong, out.lang);
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !out.json => {
            print_help(wrong, out.lang);
            ExitCode::from(2)
        }
        ErrorKind::MissingSubcommand if !out.json => {
            let mut command =
                if out.lang == Lang::Zh { help::in_chinese(Cli::command()) } else { Cli::command() };
            eprint!("{}", command.render_help());
            ExitCode::from(2)
        }
        _ => out.fail(&error(wrong, &words)),
    }
}

/// Prints what the parser made; in Chinese it is made once more, with Chinese words.
fn print_help(english: &Wrong, lang: Lang) {
    let chinese = || help::in_chinese(Cli::command()).try_get_matches_from(std::env::args_os()).err();
    let _ = match lang {
        Lang::En => english.print(),
        Lang::Zh => chinese().as_ref().unwrap_or(english).print(),
    };
}

fn error(wrong: &Wrong, words: &[String]) -> Error {
    Error::new(Code::Usage, message(wrong), hint(words))
}

/// Says what was wrong, from the parser's own findings.
fn message(wrong: &Wrong) -> Text {
    let said = |kind| context(wrong, kind);
    let name = said(ContextKind::InvalidArg);
    match wrong.kind() {
        ErrorKind::MissingRequiredArgument => Text::new(format!("Missing: {name}"), format!("缺少：{name}")),
        ErrorKind::UnknownArgument => {
            let close = said(ContextKind::SuggestedArg);
            let (en, zh) = meant(&close);
            Text::new(format!("{name} is not understood here.{en}"), format!("这里不认识 {name}。{zh}"))
        }
        ErrorKind::InvalidSubcommand => {
            let name = said(ContextKind::InvalidSubcommand);
            let (en, zh) = meant(&said(ContextKind::SuggestedSubcommand));
            Text::new(format!("There is no command {name}.{en}"), format!("没有 {name} 这个命令。{zh}"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => bad_value(wrong, &name),
        ErrorKind::ArgumentConflict => {
            let other = said(ContextKind::PriorArg);
            Text::new(
                format!("{name} and {other} exclude each other."),
                format!("{name} 与 {other} 不能同时使用。"),
            )
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Text::new("No command was given.", "没有给出命令。")
        }
        ErrorKind::InvalidUtf8 => Text::new("An argument is not valid UTF-8.", "有参数不是有效的 UTF-8。"),
        _ => other(wrong, &name),
    }
}

fn bad_value(wrong: &Wrong, name: &str) -> Text {
    let value = context(wrong, ContextKind::InvalidValue);
    if std::error::Error::source(wrong).is_some_and(|reason| reason.is::<std::num::ParseIntError>()) {
        return Text::new(
            format!("{name} cannot be \"{value}\"; wanted: a whole number of reasonable size."),
            format!("{name} 不能是“{value}”；应为大小合理的整数。"),
        );
    }
    let mut wanted = context(wrong, ContextKind::ValidValue);
    if let Some(reason) = std::error::Error::source(wrong).filter(|_| wanted.is_empty()) {
        wanted = reason.to_string();
    }
    match (value.is_empty(), wanted.is_empty()) {
        (true, _) => Text::new(format!("{name} needs a value."), format!("{name} 需要一个值。")),
        (false, true) => {
            Text::new(format!("{name} cannot be \"{value}\"."), format!("{name} 不能是“{value}”。"))
        }
        (false, false) => Text::new(
            format!("{name} cannot be \"{value}\"; wanted: {wanted}."),
            format!("{name} 不能是“{value}”；应为：{wanted}。"),
        ),
    }
}

fn other(wrong: &Wrong, name: &str) -> Text {
    let text = wrong.to_string();
    let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    Text::new(first, format!("命令写法不对：{name}"))
}

fn meant(close: &str) -> (String, String) {
    if close.is_empty() {
        return (String::new(), String::new());
    }
    (format!(" Did you mean {close}?"), format!("是不是 {close}？"))
}

fn hint(words: &[String]) -> Text {
    let known = Cli::command();
    let command = words.iter().find(|word| known.find_subcommand(word).is_some());
    let typed = command.map_or("gatehouse --help".into(), |command| format!("gatehouse {command} --help"));
    Text::new(
        format!("See `{typed}`; a value that begins with - goes after --."),
        format!("请看 {typed}；以 - 开头的值要写在 -- 之后。"),
    )
}

fn context(wrong: &Wrong, kind: ContextKind) -> String {
    match wrong.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(several)) => several.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

/// Reads the language off the words, as they could not be parsed.
fn language(words: &[String]) -> Lang {
    let after = words.iter().position(|word| word == "--lang").and_then(|at| words.get(at + 1));
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    match after.map(String::as_str).or(joined) {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        _ => lang::of_the_system(),
    }
}
