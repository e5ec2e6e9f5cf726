package dev.cmek.shared.request;

/// An onboarding as it comes through any door: the request, and what makes it the same one when it
/// comes again.
///
/// @param source the CloudEvents source, or the caller over HTTP; 1 to 256 characters
/// @param eventId the CloudEvents id, or the Idempotency-Key; 1 to 256 characters
/// @param repair what others changed on a protected cluster may be put back: only when the workflow
///   is started directly, never through a door
public record Onboarding(
    String source, String eventId, OnboardingRequest request, boolean repair) {}
