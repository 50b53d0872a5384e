//! JSON gets the same care.

use super::TABLE;
use crate::document::slips::mend;
use crate::document::{FaultKind, parse};

#[test]
fn marks_commas_and_quotes() {
    for (text, right) in [
        (
            "{\n  “headline”: “甲”,\n  \"body\": \"乙\"\n}\n",
            vec![(2, "  \"headline\": \"甲\",")],
        ),
        (
            "{\n  \"headline\"：\"甲\"，\n  \"body\": \"乙\"\n}\n",
            vec![(2, "  \"headline\":\"甲\",")],
        ),
        (
            "{\n  \"headline\": \"甲\"\n  \"body\": \"乙\"\n}\n",
            vec![(2, "  \"headline\": \"甲\",")],
        ),
        (
            "{\n  \"headline\": \"甲,\n  \"body\": \"乙\"\n}\n",
            vec![(2, "  \"headline\": \"甲\",")],
        ),
        (
            "{\n  \"headline\": \"他说\"好\"。\",\n  \"body\": \"乙\"\n}\n",
            vec![(2, "  \"headline\": \"他说\\\"好\\\"。\",")],
        ),
        (
            "{\n  \"keywords\": [“甲”，“乙”]\n}\n",
            vec![(2, "  \"keywords\": [\"甲\",\"乙\"]")],
        ),
        ("{\"headline\": \"“甲”，乙：丙\", 'body': '丁',}\n", vec![]),
    ] {
        let mended = mend(text, &TABLE, true);
        assert!(parse(&mended.text).is_ok(), "{}", mended.text);
        let found: Vec<(usize, String)> = mended
            .slips
            .into_iter()
            .map(|fault| match fault.kind {
                FaultKind::Slip { corrected, .. } => (fault.span.line, corrected.concat()),
                other => panic!("{other:?}"),
            })
            .collect();
        let found: Vec<(usize, &str)> = found
            .iter()
            .map(|(line, text)| (*line, text.as_str()))
            .collect();
        assert_eq!(found, right, "{text}");
    }
}
