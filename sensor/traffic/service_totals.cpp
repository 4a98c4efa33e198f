#include "sensor/traffic/service_totals.h"

#include <algorithm>

#include "sensor/sessions/conversation.h"
#include "sensor/traffic/conversation_seen.h"

namespace tapbond {

void ServiceTotals::add(const sessions::Conversation& conversation) {
  std::pair key{transport_of(conversation), conversation.services.text()};
  if (rows_.size() >= kMost && !rows_.contains(key)) key = {"others", ""};
  ServiceRow& row = rows_[key];
  row.transport = key.first;
  row.service = key.second;
  ++row.conversations;
  row.packets += packets_of(conversation);
  row.bytes += bytes_of(conversation);
}

std::vector<ServiceRow> ServiceTotals::rows() const {
  std::vector<ServiceRow> rows;
  for (const auto& [key, row] : rows_) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ServiceRow& a, const ServiceRow& b) { return a.bytes > b.bytes; });
  return rows;
}

}  // namespace tapbond
