#include "sensor/sessions/protocols/dhcp_log.h"

#include <algorithm>

#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {
namespace {

constexpr LogField kFields[] = {
    {"ts", "time"},
    {"uids", "set[string]"},
    {"client_addr", "addr"},
    {"server_addr", "addr"},
    {"mac", "string"},
    {"host_name", "string"},
    {"client_fqdn", "string"},
    {"domain", "string"},
    {"requested_addr", "addr"},
    {"assigned_addr", "addr"},
    {"lease_time", "interval"},
    {"client_message", "string"},
    {"server_message", "string"},
    {"msg_types", "vector[string]"},
    {"duration", "interval"},
};
constexpr LogSchema kSchema{"dhcp", kFields};

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kSilence = 5 * kSecond;
constexpr std::int64_t kLongest = 30 * kSecond;
constexpr std::size_t kMostUids = 10;
constexpr std::size_t kMostTypes = 50;

class DhcpReader final : public Application {
 public:
  DhcpReader(const Conversation& conversation, const LogContext& context)
      : conversation_(conversation), context_(context) {}

  bool read(Side from, std::span<const std::uint8_t> bytes, std::int64_t stamp) override {
    const auto message = messages::read_dhcp(bytes);
    if (!message) {
      context_.weird.tell(stamp, "DHCP_unparsable", &conversation_);
      return true;
    }
    const Endpoint& sender =
        from == Side::kOriginator ? conversation_.originator : conversation_.responder;
    context_.dhcp.take(conversation_, sender.address, *message, stamp);
    return true;
  }

 private:
  const Conversation& conversation_;
  const LogContext& context_;
};

bool is_known(const Address& address) { return address != Address(); }

void keep(std::string& kept, const std::string& value) {
  if (!value.empty()) kept = value;
}

void put(LogRow& row, const Address& address) {
  if (is_known(address)) {
    row.address(address);
  } else {
    row.unset();
  }
}

}  // namespace

void DhcpLog::take(const Conversation& conversation, const Address& sender,
                   const messages::DhcpMessage& message, std::int64_t stamp) {
  Transaction& t = find(message.transaction, stamp);
  t.last = stamp;
  std::string uid(conversation.uid.text());
  if (std::find(t.uids.begin(), t.uids.end(), uid) == t.uids.end())
    t.uids.push_back(std::move(uid));
  if (std::string type = messages::dhcp_type_name(message.type); !type.empty())
    t.types.push_back(std::move(type));
  const std::string& hardware =
      message.client_id.empty() ? message.client_hardware : message.client_id;
  if (message.from_client) {
    constexpr std::uint8_t kNobody[4] = {};
    if (sender != Address(kNobody) && !sender.is_broadcast()) t.client = sender;
    keep(t.hardware, hardware);
    keep(t.host_name, message.host_name);
    keep(t.client_name, message.client_name);
    keep(t.client_message, message.message);
    if (message.requested) t.requested = Address(*message.requested);
  } else {
    if (message.assigned != messages::Ipv4Bytes{}) {
      t.assigned = Address(message.assigned);
      t.server = sender;
      if (!is_known(t.client)) t.client = t.assigned;
    }
    if (t.hardware.empty()) t.hardware = message.client_hardware;
    keep(t.domain, message.domain);
    keep(t.server_message, message.message);
    if (message.lease) t.lease = *message.lease * kSecond;
  }
  if (t.uids.size() < kMostUids && t.types.size() < kMostTypes) return;
  log(t);
  transactions_.erase(message.transaction);
}

DhcpLog::Transaction& DhcpLog::find(std::uint32_t number, std::int64_t stamp) {
  const auto known = transactions_.find(number);
  if (known != transactions_.end()) return known->second;
  if (transactions_.size() == kMost) {
    const auto oldest = std::min_element(
        transactions_.begin(), transactions_.end(),
        [](const auto& a, const auto& b) { return a.second.last < b.second.last; });
    log(oldest->second);
    transactions_.erase(oldest);
  }
  Transaction& transaction = transactions_[number];
  transaction.first = stamp;
  return transaction;
}

void DhcpLog::advance(std::int64_t now) {
  if (now - looked_ < kSecond) return;
  looked_ = now;
  std::erase_if(transactions_, [&](const auto& each) {
    const Transaction& transaction = each.second;
    const bool over = now - transaction.last > kSilence || now - transaction.first > kLongest;
    if (over) log(transaction);
    return over;
  });
}

void DhcpLog::finish() {
  for (const auto& [number, transaction] : transactions_) log(transaction);
  transactions_.clear();
}

void DhcpLog::log(const Transaction& t) {
  LogRow row = logs_.row(kSchema);
  row.time(t.first).texts(t.uids);
  put(row, t.client);
  put(row, t.server);
  row.text_or_unset(t.hardware).text_or_unset(t.host_name).text_or_unset(t.client_name);
  row.text_or_unset(t.domain);
  put(row, t.requested);
  put(row, t.assigned);
  row.interval_or_unset(t.lease).text_or_unset(t.client_message);
  row.text_or_unset(t.server_message).texts(t.types).interval(t.last - t.first);
}

const DatagramProtocol kDhcp{kSchema, Service::kDhcp, make_reader<DhcpReader>};

}  // namespace tapbond::sessions
