resource "google_service_account" "scheduler" {
  project      = var.project_id
  account_id   = "cmek-scheduler"
  display_name = "CMEK schedule: starts sweeps"

  depends_on = [google_project_service.functions]
}

resource "google_project_iam_member" "scheduler" {
  project = var.project_id
  role    = google_project_iam_custom_role.declared["workflows.start"].name
  member  = google_service_account.scheduler.member
}

resource "google_cloud_scheduler_job" "reverify" {
  project     = var.project_id
  region      = var.location
  name        = "cmek-reverify"
  description = "Has all clusters looked at again"
  schedule    = var.reverify_minutes == 60 ? "0 * * * *" : "*/${var.reverify_minutes} * * * *"
  time_zone   = "Etc/UTC"

  http_target {
    http_method = "POST"
    uri         = "https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.this["reverify"].id}/executions"
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode("{}")

    oauth_token {
      service_account_email = google_service_account.scheduler.email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }

  # The next period comes soon enough.
  retry_config {
    retry_count = 1
  }
}
