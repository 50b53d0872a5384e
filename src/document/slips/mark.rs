//! The kinds of slips, as values: the words come from a report's catalogue.

/// One thing that is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A full-width character, or one that only looks like it, where YAML has another.
    Wide {
        /// What was written.
        found: char,
        /// What YAML knows.
        meant: char,
    },
    /// A character other than a blank in front of a line.
    Indent(char),
    /// The same in front of a line of a text.
    TextIndent(char),
    /// A blank that YAML does not take for one, behind a colon.
    Blank(char),
    /// No blank behind the colon.
    NoBlank,
    /// No blank behind the dash of an item.
    NoBlankAfterDash,
    /// No colon behind the field's name.
    NoColon,
    /// Another sign in place of the colon, such as `=`.
    Equals(char),
    /// A value begins with a character that says something to YAML.
    Start(char),
    /// A value holds a colon and a blank.
    ColonInside,
    /// A value within braces or brackets holds a comma, a bracket or `#`.
    Inside(char),
    /// Text goes on behind the quote that closes a value.
    AfterQuote(char),
    /// A quote within a text of JSON that would end it.
    InnerQuote,
    /// A quote or bracket that nothing closes.
    Unclosed(char),
    /// A backslash between double quotes that escapes nothing.
    Backslash,
    /// A dash before a field that is no item.
    StrayDash,
    /// A comma is missing, in JSON.
    NoComma,
    /// A text of several lines without `|`.
    NoBar,
    /// Text on the very line of `|`.
    BesideBar(char),
    /// A comment as other languages begin it.
    Comment(&'static str),
    /// A line of a text that begins as far left as a field.
    Unindented,
    /// A line of a text that begins further left than the text's first line.
    Shallow,
    /// `---` as far left as a field, within a text.
    Rule,
    /// A field that begins at another column than its neighbours.
    Level,
    /// A name that is not ours, beside another slip.
    Key {
        /// What was written.
        found: String,
        /// The field.
        meant: &'static str,
    },
}
