#include "sensor/sessions/log_schemas.h"

#include "sensor/sessions/conn_log.h"
#include "sensor/sessions/protocols/arp_log.h"
#include "sensor/sessions/protocols/icmp_log.h"
#include "sensor/sessions/protocols/protocols.h"
#include "sensor/sessions/weird_log.h"

namespace tapbond::sessions {

std::vector<const LogSchema*> log_schemas() {
  std::vector<const LogSchema*> all{&kConnSchema, &kWeirdSchema, &kArpSchema, &kIcmpSchema};
  for (const StreamProtocol* protocol : kStreamProtocols) all.push_back(&protocol->schema);
  for (const DatagramProtocol* protocol : kDatagramProtocols) all.push_back(&protocol->schema);
  return all;
}

}  // namespace tapbond::sessions
