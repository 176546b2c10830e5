-- What tickets are found by has grown (phones, organizations, branches, files) and letters are folded further.
update tickets set search_stale = true where not search_stale;
