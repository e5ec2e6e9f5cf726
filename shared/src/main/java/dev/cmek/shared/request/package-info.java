/// What somebody asks for, and how it is read strictly.
///
/// Everything in this package is null-marked: what may be absent says so.
@NullMarked
package dev.cmek.shared.request;

import org.jspecify.annotations.NullMarked;
