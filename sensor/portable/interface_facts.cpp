#include "sensor/linux/interface_facts.h"

#include "sensor/posix/addresses.h"

namespace tapbond {

InterfaceFacts interface_facts(const std::string& interface) {
  InterfaceFacts facts;
  facts.name = interface;
  facts.link = link_of(interface);
  facts.mtu = static_cast<unsigned>(mtu_of(interface));
  facts.addresses = addresses_of(interface);
  return facts;
}

}  // namespace tapbond
