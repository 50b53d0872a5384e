//! Masthead takes article files from a folder, clears their rights, publishes them as feeds, pages
//! and digests, and takes them down within 24 hours. The modules stand in the order of an article's way:
//!
//! `article` is the vocabulary; `document` reads YAML with the place of every node; `config` is what the operator
//! wants; `clearance` judges; `similarity` knows removed works again; `takedown` is a case's life;
//! `render` makes the bytes; `store` keeps everything; `intake` takes files in; `delivery` carries bytes out;
//! `live` is what stands at each address now; `vitals` tells of the process; `workers` run by themselves; `web` answers;
//! `app` starts and stops it all; `cli` is the command.

pub mod advice;
pub mod app;
pub mod article;
pub mod clearance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod delivery;
pub mod document;
pub mod folder;
pub mod intake;
pub mod live;
pub mod log;
pub mod rename;
pub mod render;
pub mod similarity;
pub mod store;
pub mod takedown;
pub mod token;
pub mod vitals;
pub mod web;
pub mod workers;
pub mod workspace;
