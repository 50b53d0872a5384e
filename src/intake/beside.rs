//! Whether the file that another is a copy of, by its name, lies beside it.

use std::path::Path;

use rustix::fs::FileType;

use crate::folder::{Folder, kind};

/// Whether a regular file of that name lies in the folder; nothing is opened.
#[must_use]
pub fn lies_beside(folder: &Path, name: &str) -> bool {
    // A name out of another file's name has no slash, but nobody should have to know that.
    if name.contains('/') {
        return false;
    }
    let stat = Folder::open(folder).and_then(|folder| folder.stat(name));
    stat.is_ok_and(|stat| stat.is_some_and(|stat| kind(&stat) == FileType::RegularFile))
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "a test writes the files that it looks for"
)]
mod tests {
    use super::lies_beside;

    #[test]
    fn a_file_is_found_and_a_link_a_folder_and_a_path_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a.yaml"), "").unwrap();
        std::fs::create_dir(at("b.yaml")).unwrap();
        std::os::unix::fs::symlink("a.yaml", at("c.yaml")).unwrap();
        let found = |name| lies_beside(folder.path(), name);
        assert!(found("a.yaml"));
        for name in ["b.yaml", "c.yaml", "d.yaml", "../a.yaml", "./a.yaml", ""] {
            assert!(!found(name), "{name}");
        }
    }
}
