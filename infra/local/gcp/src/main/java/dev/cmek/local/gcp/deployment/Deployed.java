package dev.cmek.local.gcp.deployment;

import java.util.Map;

/// Where everything answers after a deployment.
///
/// @param url the root of all REST interfaces
/// @param grpcAddress `host:port`
/// @param functions URLs by name, such as `cmek-ensure-key`
/// @param workflows full names by short ones: `provision`, `reverify`
/// @param onboardingPushUrl takes what Pub/Sub would deliver to the onboarding function
public record Deployed(
    String project,
    String location,
    String url,
    String grpcAddress,
    Map<String, String> functions,
    Map<String, String> workflows,
    String stateBucket,
    String evidenceBucket,
    String onboardingPushUrl) {}
