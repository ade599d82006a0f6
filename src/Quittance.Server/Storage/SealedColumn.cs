namespace Quittance.Server.Storage;

/// <summary>A column of sealed values: where they lie and what they are bound to.</summary>
/// <param name="Prefix">How the id of a row is told to people: <c>pm_</c>.</param>
/// <param name="Place">What the value of a row was bound to when it was sealed; given the row's id, and its key where there is one.</param>
internal sealed record SealedColumn(string Table, string Column, string Prefix, Func<Guid, string, string> Place)
{
    /// <summary>The uuid that names a row within its organization.</summary>
    public string IdColumn { get; init; } = "id";

    /// <summary>A text that names it together with the id; null as a rule.</summary>
    public string? KeyColumn { get; init; }

    /// <summary>The column with the SHA-256 of what is sealed; null as a rule.</summary>
    public string? Sha256Column { get; init; }

    /// <summary>Of the values that are also found by a fingerprint; null as a rule.</summary>
    public FingerprintColumn? Fingerprint { get; init; }

    private string Key => KeyColumn ?? "''";

    /// <summary>Over all organizations: <c>$1</c> organization, <c>$2</c> id and <c>$3</c> key to go on after, <c>$4</c> how many rows.</summary>
    public string SelectAll =>
        $"""
        select organization_id, {IdColumn}, {Key}, {Column}, {Sha256Column ?? "null::bytea"}
        from {Table}
        where {Column} is not null and {After("organization_id", "$1", "$2", "$3")}
        order by organization_id, {IdColumn}{KeyOrder}
        limit $4
        """;

    /// <summary>
    /// Of <c>$1</c>, the values that are not sealed under key <c>$2</c>, after id <c>$3</c> and key <c>$4</c>: <c>$5</c> rows at most, and of
    /// these as many as have <c>$6</c> bytes together, but one at least. Held, so that nobody writes them meanwhile; what somebody else holds is left out.
    /// </summary>
    public string TakeNotUnder =>
        $"""
        select id, key, box
        from (
            select id, key, box, sum(octet_length(box)) over (order by id, key) - octet_length(box) as before
            from (
                select {IdColumn} as id, {Key}::text as key, {Column} as box
                from {Table}
                where organization_id = $1 and {Column} is not null and sealed_under({Column}) is distinct from $2
                  and {After(null, null, "$3", "$4")}
                order by {IdColumn}{KeyOrder}
                limit $5
                for no key update skip locked) held) bounded
        where before < $6
        order by id, key
        """;

    /// <summary>Of <c>$1</c>, writes the value <c>$4</c> into the row with id <c>$2</c> and key <c>$3</c>.</summary>
    public string Put => $"update {Table} set {Column} = $4 where organization_id = $1 and {IdColumn} = $2 and {Key} = $3";

    /// <summary>Of <c>$1</c>, how many values are not sealed under key <c>$2</c>.</summary>
    public string CountNotUnder => $"select count(*) from {Table} where organization_id = $1 and {Column} is not null and sealed_under({Column}) is distinct from $2";

    /// <summary>Of <c>$1</c>, which of the keys <c>$2</c> something is sealed under.</summary>
    public string KeysInUse => $"select distinct sealed_under({Column}) from {Table} where organization_id = $1 and {Column} is not null and sealed_under({Column}) = any ($2)";

    /// <summary>Of <c>$1</c>, the values that have a fingerprint, after id <c>$2</c>, <c>$3</c> rows: id, what goes into the fingerprint with it, value.</summary>
    public string SelectFingerprinted =>
        $"""
        select {IdColumn}, {Fingerprint?.WithColumn}, {Column}
        from {Table}
        where organization_id = $1 and {Column} is not null and {Fingerprint?.Column} is not null and {IdColumn} > $2
        order by {IdColumn}
        limit $3
        """;

    /// <summary>Of <c>$1</c>, gives the rows with ids <c>$2</c> the fingerprints <c>$3</c>.</summary>
    public string PutFingerprints =>
        $"""
        update {Table}
        set {Fingerprint?.Column} = n.fingerprint
        from unnest($2::uuid[], $3::bytea[]) as n (row_id, fingerprint)
        where organization_id = $1 and {IdColumn} = n.row_id
        """;

    private string KeyOrder => KeyColumn is null ? "" : $", {KeyColumn}";

    private string After(string? organizationColumn, string? organization, string id, string key)
    {
        var (columns, values) = organizationColumn is null ? (IdColumn, id) : ($"{organizationColumn}, {IdColumn}", $"{organization}, {id}");
        return KeyColumn is null ? $"({columns}) > ({values}) and {key} = ''" : $"({columns}, {KeyColumn}) > ({values}, {key})";
    }
}

/// <summary>A keyed hash beside a sealed value, by which equal values are recognised.</summary>
/// <param name="Column">Where the hash is.</param>
/// <param name="WithColumn">A column in the clear that goes into the hash, or null in its rows.</param>
/// <param name="Text">What is hashed, given that column's value and the sealed one in the clear.</param>
internal sealed record FingerprintColumn(string Column, string WithColumn, Func<string?, string, string> Text);
