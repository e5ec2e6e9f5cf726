# Without values, so that Terraform's state holds none: a person adds them by gcloud secrets versions add. An old version is disabled or
# destroyed by people only.
locals {
  secret_contents = {
    reader   = "Cloud API key of a service account with CLUSTER_DEVELOPER or CLUSTER_MONITOR: reads clusters"
    operator = "Cloud API key of a service account with CLUSTER_OPERATOR_WRITER: enables CMEK and reads its status"
    callers  = "Who may send tickets over HTTP: their key ids, secrets and routes, as JSON"
    callback = "Signs what is told to ticket systems, which need a copy to check it"
  }
}

resource "google_secret_manager_secret" "this" {
  for_each = local.secret_contents

  project     = var.project_id
  secret_id   = "cmek-${each.key}"
  annotations = { holds = each.value }
  labels      = var.labels

  replication {
    user_managed {
      replicas {
        location = var.location
      }
    }
  }

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [google_project_service.functions]
}
