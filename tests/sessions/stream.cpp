#include "stream.h"

namespace tapbond::test {
namespace {

constexpr unsigned kClientPort = 40000;
constexpr unsigned kFin = 1;
constexpr unsigned kSyn = 2;
constexpr unsigned kAck = 16;
const Hosts kThere;
const Hosts kBack = kThere.reversed();

}  // namespace

Stream::Stream(SessionLog& log, unsigned port) : log_(log), port_(port) {
  log_.look(tcp4({.destination = port, .sequence = ours_ - 1, .flags = kSyn}));
  log_.look(tcp4({.source = port,
                  .destination = kClientPort,
                  .sequence = theirs_ - 1,
                  .acknowledged = ours_,
                  .flags = kSyn | kAck},
                 kBack));
  client(Octets());
}

void Stream::client(const Octets& bytes) {
  log_.look(tcp4({.destination = port_,
                  .sequence = ours_,
                  .acknowledged = theirs_,
                  .flags = kAck,
                  .payload = bytes}));
  ours_ += static_cast<std::uint32_t>(bytes.size());
}

void Stream::server(const Octets& bytes) {
  log_.look(tcp4({.source = port_,
                  .destination = kClientPort,
                  .sequence = theirs_,
                  .acknowledged = ours_,
                  .flags = kAck,
                  .payload = bytes},
                 kBack));
  theirs_ += static_cast<std::uint32_t>(bytes.size());
}

void Stream::server_ends() {
  log_.look(tcp4({.source = port_,
                  .destination = kClientPort,
                  .sequence = theirs_,
                  .acknowledged = ours_,
                  .flags = kAck | kFin},
                 kBack));
  ++theirs_;
  client(Octets());
}

}  // namespace tapbond::test
