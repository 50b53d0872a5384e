//! Nothing unattributed can leave: the doors stay shut to everybody but the judge and the renderers.
//! Each file in `tests/doors` must fail to compile, for the reason beside it.

#[test]
fn the_doors_are_shut() {
    trybuild::TestCases::new().compile_fail("tests/doors/*.rs");
}
