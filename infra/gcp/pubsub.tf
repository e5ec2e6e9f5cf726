# The topics keep what they carry in the deployment's own region.
resource "google_pubsub_topic" "this" {
  for_each = local.topics

  project = var.project_id
  name    = "cmek-${each.key}"
  labels  = var.labels

  message_storage_policy {
    allowed_persistence_regions = [var.location]
  }

  depends_on = [google_project_service.functions]
}

locals {
  pushed = { for name, function in local.functions : function.pushed_from => name if function.pushed_from != null }

  # What cannot be delivered even so goes there: crashes only. The functions themselves send there what they refuse.
  dead_letters = { for topic in keys(local.pushed) : topic => "${topic}-dead-letters" if contains(local.topics, "${topic}-dead-letters") }

  pubsub_agent = "serviceAccount:service-${local.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

# To the doors, with a token of cmek-push.
resource "google_pubsub_subscription" "push" {
  for_each = local.pushed

  project = var.project_id
  name    = "cmek-${each.key}"
  topic   = google_pubsub_topic.this[each.key].id
  labels  = var.labels

  # Longer than the function may take.
  ack_deadline_seconds       = local.functions[each.value].timeout + 30
  message_retention_duration = "604800s"

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = google_cloudfunctions2_function.this[each.value].service_config[0].uri

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = google_cloudfunctions2_function.this[each.value].service_config[0].uri
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dynamic "dead_letter_policy" {
    for_each = contains(keys(local.dead_letters), each.key) ? [local.dead_letters[each.key]] : []

    content {
      dead_letter_topic     = google_pubsub_topic.this[dead_letter_policy.value].id
      max_delivery_attempts = 20
    }
  }
}

# Keeps dead letters until somebody has looked at them.
resource "google_pubsub_subscription" "dead_letters" {
  for_each = local.dead_letters

  project = var.project_id
  name    = "cmek-${each.value}"
  topic   = google_pubsub_topic.this[each.value].id
  labels  = var.labels

  ack_deadline_seconds       = 60
  message_retention_duration = "1209600s"

  expiration_policy {
    ttl = ""
  }
}

# Dead letters are sent by Pub/Sub's own account ("Grant forwarding permissions", Pub/Sub).
resource "google_pubsub_topic_iam_member" "dead_letters" {
  for_each = local.dead_letters

  project = var.project_id
  topic   = google_pubsub_topic.this[each.value].name
  role    = google_project_iam_custom_role.declared["topics.publish"].name
  member  = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  for_each = local.dead_letters

  project      = var.project_id
  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}

resource "google_pubsub_topic_iam_member" "onboarding_publishers" {
  for_each = toset(var.onboarding_publishers)

  project = var.project_id
  topic   = google_pubsub_topic.this["onboarding"].name
  role    = google_project_iam_custom_role.declared["topics.publish"].name
  member  = each.value
}

# ---- Runs that failed or were cancelled, as the engine itself says: nothing in a workflow can tell of them all ----

resource "google_logging_project_sink" "stopped" {
  project     = var.project_id
  name        = "cmek-stopped"
  description = "Runs that failed or were cancelled, to the function notify-stopped"
  destination = "pubsub.googleapis.com/${google_pubsub_topic.this["stopped"].id}"
  filter      = <<-EOT
    logName="projects/${var.project_id}/logs/workflows.googleapis.com%2Fexecutions_system"
    resource.type="workflows.googleapis.com/Workflow"
    resource.labels.workflow_id="${google_workflows_workflow.this["provision"].name}"
    jsonPayload.state=("FAILED" OR "CANCELLED")
  EOT

  unique_writer_identity = true
}

resource "google_pubsub_topic_iam_member" "stopped" {
  project = var.project_id
  topic   = google_pubsub_topic.this["stopped"].name
  role    = google_project_iam_custom_role.declared["topics.publish"].name
  member  = google_logging_project_sink.stopped.writer_identity
}
