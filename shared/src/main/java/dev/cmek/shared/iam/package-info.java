/// The policy language of AWS IAM: documents as they are stored, and what they decide. Pure text
/// and logic; knows no SDK.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.iam;

import org.jspecify.annotations.NullMarked;
