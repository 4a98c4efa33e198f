// The numbers of a run for Prometheus, in its text format
// (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4).
//
// For each leg received = written + filtered + joined + duplicates + dropped (by kernel, interface
// and tapbond) + unread, as everywhere. Written by hand: a registry of counters, as libraries
// offer, would be a second place that counts.
#pragma once

#include <string>

#include "sensor/report/run_numbers.h"

namespace tapbond {

inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

std::string metrics_text(const RunNumbers& numbers);

}  // namespace tapbond
