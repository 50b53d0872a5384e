//! Whatever stands there.

use super::TABLE;
use crate::document::slips::mend;

proptest::proptest! {
    #[test]
    fn whatever_stands_there_is_gone_through(text in "[-a-z:：|>\"'“”\\[\\]{}，, 　\t\n#@*&!甲乙]{0,120}", is_json: bool) {
        let mended = mend(&text, &TABLE, is_json);
        for line in 1..=mended.text.lines().count() + 2 {
            for column in [1, 2, 40] {
                let place = mended.place(crate::document::Span { line, column, length: 1 });
                proptest::prop_assert!(place.line >= 1 && place.column >= 1);
            }
        }
    }
}
