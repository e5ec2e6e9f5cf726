# Encrypted by Google's own keys, never by one that is managed here. Cloud Storage answers no request without TLS that asks its JSON API.

# Intents, runs, leases, alert state. What clusters depend on: it stays when the rest goes.
resource "google_storage_bucket" "state" {
  project                     = var.project_id
  name                        = local.placeholders.state_bucket
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = var.labels

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = 30
    }
  }

  # What a sweep's functions hand each other: a few documents every few minutes, of no use after its end.
  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      age            = 7
      matches_prefix = ["sweeps/work/"]
      with_state     = "LIVE"
    }
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = 1
      matches_prefix             = ["sweeps/work/"]
    }
  }

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [google_project_service.functions]
}

# No function can overwrite or delete what is in it.
resource "google_storage_bucket" "evidence" {
  project                     = var.project_id
  name                        = local.placeholders.evidence_bucket
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = var.labels

  # Cloud Storage takes one or the other ("Object Versioning"), and what must be retained can't be overwritten.
  versioning {
    enabled = var.evidence_retention_days == 0
  }

  dynamic "retention_policy" {
    for_each = var.evidence_retention_days > 0 ? [var.evidence_retention_days] : []

    content {
      retention_period = retention_policy.value * 86400
    }
  }

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [google_project_service.functions]
}

# The package that the functions are built from.
resource "google_storage_bucket" "source" {
  project                     = var.project_id
  name                        = "${var.project_id}-cmek-source"
  location                    = var.location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true
  labels                      = var.labels

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = 30
    }
  }

  depends_on = [google_project_service.functions]
}

locals {
  package      = coalesce(var.package, "${path.module}/../../functions-gcp/target/functions-gcp.zip")
  package_hash = try(filesha256(local.package), "missing")
}

resource "google_storage_bucket_object" "package" {
  bucket = google_storage_bucket.source.name
  name   = "functions-gcp-${local.package_hash}.zip"
  source = local.package

  lifecycle {
    precondition {
      condition     = local.package_hash != "missing"
      error_message = "There is no ${local.package}: run make package first, or name the zip by the variable package."
    }
  }
}
