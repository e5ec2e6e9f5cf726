package dev.cmek.local.gcp.iam;

/// A service account as a request names it, with the project that `-` stood for.
///
/// @param id its email or unique id
/// @param resource what policies hang on, such as `projects/p/serviceAccounts/a@p.iam…`
record AccountName(String project, String id, String resource) {}
