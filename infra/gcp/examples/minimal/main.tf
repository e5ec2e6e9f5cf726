# The least: functions, workflows and a schedule. Nobody is told yet, and nobody reaches the HTTP door.

module "cmek" {
  source = "../.."

  project_id = "acme-cmek"
  location   = "europe-west1"
}

output "onboarding_topic" {
  value = module.cmek.onboarding_topic
}
