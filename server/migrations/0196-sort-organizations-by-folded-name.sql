-- In the list Água Boa stands beside Agosto, as a person looks for it, and not after Zurich.
drop index organizations_by_name;
create index organizations_by_name on organizations (folded(name), id);
