#include "sensor/sessions/protocols/protocols.h"

namespace tapbond::sessions {
namespace {

constexpr const StreamProtocol* kStreams[] = {&kDnsStream, &kSsl, &kSsh, &kFtp, &kSmtp, &kHttp};
constexpr const DatagramProtocol* kDatagrams[] = {&kDns, &kDhcp, &kNtp, &kDtls};

}  // namespace

const std::span<const StreamProtocol* const> kStreamProtocols = kStreams;
const std::span<const DatagramProtocol* const> kDatagramProtocols = kDatagrams;

}  // namespace tapbond::sessions
