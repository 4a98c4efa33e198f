#include "sensor/run/mtu_watch.h"

#include "sensor/linux/interface_facts.h"
#include "sensor/linux/link.h"

namespace tapbond {

MtuWatch::MtuWatch(const std::vector<std::string>& interfaces) {
  for (const std::string& name : interfaces) {
    if (name != "any") legs_.push_back(interface_facts(name));
  }
}

const std::vector<InterfaceFacts>& MtuWatch::look() {
  for (InterfaceFacts& leg : legs_) {
    if (link_of(leg.name).index == leg.link.index) {
      leg.mtu = static_cast<unsigned>(mtu_of(leg.name));
    } else {
      leg = interface_facts(leg.name);
    }
  }
  return legs_;
}

}  // namespace tapbond
