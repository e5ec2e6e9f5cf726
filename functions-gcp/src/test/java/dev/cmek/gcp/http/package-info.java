/// Requests and answers as the Functions Framework has them.
@org.jspecify.annotations.NullMarked
package dev.cmek.gcp.http;
