# Keys in a project of their own, people who are told, a ticket system that is called back, evidence that nobody can take away.

resource "google_monitoring_notification_channel" "security" {
  project      = "acme-cmek"
  display_name = "Security"
  type         = "email"
  labels       = { email_address = "security@acme.example" }
}

module "cmek" {
  source = "../.."

  project_id     = "acme-cmek"
  key_project_id = "acme-cmek-keys"
  location       = "europe-west1"

  onboarding_publishers = ["serviceAccount:cluster-orders@acme-platform.iam.gserviceaccount.com"]

  # Jira cannot send Google's tokens: the door itself checks each request's signature.
  ticket_invokers = ["allUsers"]
  callback_hosts  = ["acme.atlassian.net", "tickets.corp.acme.example allowPrivate"]

  notification_channels   = [google_monitoring_notification_channel.security.name]
  reverify_minutes        = 10
  evidence_retention_days = 400

  labels = { team = "platform-security" }
}

output "ticket_url" {
  value = module.cmek.ticket_url
}

output "secrets" {
  value = module.cmek.secrets
}
