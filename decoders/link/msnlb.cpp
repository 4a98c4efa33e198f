// The heartbeat of Microsoft's Network Load Balancing.
#include "decoders/core/address.h"
#include "decoders/link/link_payloads.h"

namespace tapbond::text {

void msnlb(Line& line, Bytes data) {
  line.protocol = "msnlb";
  line.put("MS NLB heartbeat");
  line.print(", host priority: {}", data.le32(8));
  if (data.raw(12, 4) == nullptr) return;
  line.put(", cluster IP: ");
  put_ipv4(line, data, 12);
  if (data.raw(16, 4) == nullptr) return;
  line.put(", host IP: ");
  put_ipv4(line, data, 16);
}

}  // namespace tapbond::text
