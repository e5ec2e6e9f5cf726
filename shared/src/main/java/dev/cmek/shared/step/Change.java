package dev.cmek.shared.step;

/// One change in the world: foretold in a dry run, made in a real one, kept as audit trail.
///
/// @param action the cloud's name for it, such as `iam:CreateRole` or `PUT /cmek`
/// @param object what is changed, such as a role's ARN
/// @param detail what it becomes, for a person; never a secret
public record Change(String action, String object, String detail) {}
