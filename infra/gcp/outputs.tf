output "onboarding_topic" {
  description = "Where onboarding events go."
  value       = google_pubsub_topic.this["onboarding"].id
}

output "dead_letter_subscription" {
  description = "Keeps events that nobody can work with; their attributes reason and field say why."
  value       = google_pubsub_subscription.dead_letters["onboarding"].id
}

output "callback_dead_letter_subscription" {
  description = "Keeps callbacks that nobody could be given."
  value       = google_pubsub_subscription.dead_letters["callbacks"].id
}

output "ticket_url" {
  description = "The HTTP door; an address is this and a path such as /v1/clusters."
  value       = google_cloudfunctions2_function.this["ticket"].service_config[0].uri
}

output "provision_workflow" {
  description = "The workflow, for a direct start with repair."
  value       = google_workflows_workflow.this["provision"].id
}

output "reverify_workflow" {
  description = "The workflow that looks at all clusters again, for a sweep out of turn."
  value       = google_workflows_workflow.this["reverify"].id
}

output "alerts_topic" {
  description = "Every end of a run and every alert, as CloudEvents: subscribe what should hear of them."
  value       = google_pubsub_topic.this["alerts"].id
}

output "secrets" {
  description = "Where people put values: reader, operator, callers, callback."
  value       = { for name, secret in google_secret_manager_secret.this : name => secret.id }
}

output "state_bucket" {
  description = "Kept when the rest is removed."
  value       = google_storage_bucket.state.name
}

output "evidence_bucket" {
  description = "Kept when the rest is removed."
  value       = google_storage_bucket.evidence.name
}

output "function_accounts" {
  description = "Which service account each function is, for policies of your own."
  value       = { for name, account in google_service_account.function : name => account.email }
}
