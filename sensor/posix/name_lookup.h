// Where names are looked up.
#pragma once

namespace tapbond {

// From here on, in the whole process, no name is looked up outside this host: names of hosts and
// networks are not known at all, those of ports and protocols as far as /etc/services and
// /etc/protocols have them. (libpcap asks for whatever stands in a filter, and who answers is the
// host's configuration: DNS, NIS, LDAP.)
void look_up_no_names_elsewhere();

}  // namespace tapbond
