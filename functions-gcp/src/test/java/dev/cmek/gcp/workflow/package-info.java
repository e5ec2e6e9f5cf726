/// Whole runs of the deployed workflows in one process: the real definitions, the real functions
/// and clients with their own identities and rights, and a local Google Cloud and Cloud API.
@NullMarked
package dev.cmek.gcp.workflow;

import org.jspecify.annotations.NullMarked;
