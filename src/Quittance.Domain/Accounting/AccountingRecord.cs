namespace Quittance.Domain.Accounting;

/// <summary>One of our objects and its twin in the accounting system: what is wanted there, and how far that is. The dialect's synced record.</summary>
/// <remarks>
/// Every way of one record from one state to another is one method here; only that many are tried again at once is the store's. A method that
/// does not apply to a state gives the same record back, because what an outside system says may come late.
/// </remarks>
/// <param name="ObjectId">The payee, the invoice or the transaction.</param>
/// <param name="BillId">Of a payment: the invoice that it pays.</param>
/// <param name="Round">From 1. A bill that was taken back and is approved again is another object over there, with another key.</param>
/// <param name="Remote">What it is called over there, as it was when it was pushed or matched; null until it is there.</param>
/// <param name="ReversalId">What took it back over there.</param>
/// <param name="AskedAt">When the call went out of which nobody knows yet what became; null while everything is known.</param>
/// <param name="Overwrites">Whether a person said that what was changed there is to be written over.</param>
/// <param name="Tries">How many times in a row it failed.</param>
/// <param name="TryAt">Not before.</param>
public sealed record AccountingRecord(
    AccountingRecordId Id,
    AccountingObjectKind Kind,
    Guid ObjectId,
    Guid? BillId,
    int Round,
    AccountingRecordId? ParentId,
    AccountingWish Wanted,
    SyncStatus Status,
    RemoteReference? Remote,
    string? ReversalId,
    DateTimeOffset? AskedAt,
    AccountingRecordError? Error,
    bool Overwrites,
    int Tries,
    DateTimeOffset TryAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>What the object is called over there, unless it was matched: our id, and from the second round on its number.</summary>
    /// <param name="isShared">Whether it is a payment of several bills, of which each has a record.</param>
    public string Key(bool isShared) => Kind switch
    {
        AccountingObjectKind.Vendor => $"biz_{ObjectId:n}",
        AccountingObjectKind.Bill => $"pay_{ObjectId:n}{Suffix}",
        _ => $"trx_{ObjectId:n}{(isShared ? $"_{BillId:n}" : "")}{Suffix}",
    };

    /// <summary>Whether the twin exists over there and stands.</summary>
    public bool IsThere => Remote is not null && ReversalId is null;

    /// <summary>An object that is to be in the accounting system.</summary>
    /// <param name="parent">What has to be there before it.</param>
    public static AccountingRecord Wish(
        AccountingRecordId id, AccountingObjectKind kind, Guid objectId, Guid? billId, int round, AccountingRecordId? parent, DateTimeOffset now) => new(
        id, kind, objectId, billId, round, parent, AccountingWish.Present, SyncStatus.Pending, null, null, null, null, false, 0, now, now);

    /// <summary>A call goes out. From here on it may be over there without anybody here knowing.</summary>
    public AccountingRecord Ask(DateTimeOffset now) => Status == SyncStatus.Pending ? this with { AskedAt = now, UpdatedAt = now } : this;

    /// <summary>It is over there.</summary>
    /// <remarks>If it is not wanted any more it is now known what has to be taken back; if it was changed here meanwhile it is pushed once more.</remarks>
    public AccountingRecord Pushed(RemoteReference remote, DateTimeOffset now) => Status != SyncStatus.Pending ? this : this with
    {
        Status = Wanted == AccountingWish.Present && AskedAt is not null ? SyncStatus.Done : SyncStatus.Pending,
        Remote = remote,
        AskedAt = null,
        Error = null,
        Overwrites = false,
        Tries = 0,
        UpdatedAt = now,
    };

    /// <summary>It was found over there by what identifies it, and need not be made.</summary>
    public AccountingRecord Matched(RemoteReference remote, DateTimeOffset now) =>
        Status != SyncStatus.Pending || Wanted != AccountingWish.Present || Remote is not null || AskedAt is not null ? this : (this with { Remote = remote }).Settled(now);

    /// <summary>It was taken back over there.</summary>
    public AccountingRecord TakenBack(RemoteReference reversal, DateTimeOffset now) =>
        Status != SyncStatus.Pending || Wanted != AccountingWish.Reversed || Remote is null ? this : (this with { ReversalId = reversal.Id }).Settled(now);

    /// <summary>The system said for certain that it is not over there, and it is not wanted any more.</summary>
    public AccountingRecord FoundAbsent(DateTimeOffset now) =>
        Status != SyncStatus.Pending || Wanted != AccountingWish.Reversed || Remote is not null ? this : Settled(now);

    /// <summary>The call failed, and what it was about with it.</summary>
    /// <param name="retryAt">When it is tried again if it may succeed by itself.</param>
    public AccountingRecord Failed(AccountingRecordError error, DateTimeOffset retryAt, DateTimeOffset now)
    {
        if (Status != SyncStatus.Pending || error.Fault.StopsConnection())
        {
            return this; // Nothing is known of the object: it waits until the connection works again.
        }

        return error.Fault.IsTransient()
            ? this with { Error = error, Tries = Tries + 1, TryAt = retryAt, UpdatedAt = now }
            : this with { Status = SyncStatus.Error, Error = error, AskedAt = null, Tries = Tries + 1, UpdatedAt = now };
    }

    /// <summary>It is not to be over there any more. What never was there, or was deleted there, needs nothing.</summary>
    public AccountingRecord TakeBack(DateTimeOffset now)
    {
        var unwanted = this with { Wanted = AccountingWish.Reversed };
        return Wanted == AccountingWish.Reversed ? this
            : (Remote is null && AskedAt is null) || Error?.Deviation == RemoteDeviation.Deleted ? unwanted.Settled(now)
            : unwanted.Again(now);
    }

    /// <summary>It was changed here: what is over there is behind.</summary>
    /// <remarks>A call that is out took the old state along, so its answer does not end it.</remarks>
    public AccountingRecord ChangedHere(DateTimeOffset now) => Wanted == AccountingWish.Present ? Again(now) with { AskedAt = null } : this;

    /// <summary>It was read over there, and is not as it was left.</summary>
    /// <param name="deviation">How it differs; null when it is as it should be, which ends an earlier deviation.</param>
    public AccountingRecord Seen(RemoteDeviation? deviation, string message, DateTimeOffset now)
    {
        if (Wanted != AccountingWish.Present || Remote is null || Status == SyncStatus.Pending || Error is { Deviation: null, Fault: not AccountingFault.Conflict })
        {
            return this; // A call that is out, or another failure, says more.
        }

        return deviation is { } found
            ? this with { Status = SyncStatus.Error, Error = new AccountingRecordError(AccountingFault.Conflict, message, null, found), UpdatedAt = now }
            : Error?.Deviation is null ? this : Settled(now);
    }

    /// <summary>A person says: push it again, over whatever is there.</summary>
    /// <param name="inTheWay">The id of the record of what is taken back, if that is needed.</param>
    /// <returns>The record as it is pushed, and the one that is to be taken back over there because it stands in the way.</returns>
    public (AccountingRecord Again, AccountingRecord? InTheWay) PushAgain(AccountingRecordId inTheWay, DateTimeOffset now) => Error?.Deviation switch
    {
        RemoteDeviation.Deleted => (Anew(now), null),
        RemoteDeviation.Altered => (Anew(now), (this with { Id = inTheWay, Error = null }).TakeBack(now)),
        _ when Wanted == AccountingWish.Reversed && Status == SyncStatus.Done => (this, null),
        _ => (Again(now) with { Overwrites = Wanted == AccountingWish.Present }, null),
    };

    private string Suffix => Round == 1 ? "" : $"_{Round}";

    // A vendor keeps its key: over there it is found by it or by its tax number.
    private AccountingRecord Anew(DateTimeOffset now) => Again(now) with { Round = Kind == AccountingObjectKind.Vendor ? Round : Round + 1, Remote = null, Error = null };

    // The error stays until it is resolved.
    private AccountingRecord Again(DateTimeOffset now) => this with { Status = SyncStatus.Pending, Tries = 0, TryAt = now, UpdatedAt = now };

    private AccountingRecord Settled(DateTimeOffset now) =>
        this with { Status = SyncStatus.Done, AskedAt = null, Error = null, Overwrites = false, Tries = 0, UpdatedAt = now };
}

/// <summary>Why a record is not in step.</summary>
/// <param name="Message">In the system's own words where there are some; never a secret.</param>
/// <param name="Code">The system's own code; null when it has none.</param>
/// <param name="Deviation">What was found over there, when that is the reason.</param>
public sealed record AccountingRecordError(AccountingFault Fault, string Message, string? Code, RemoteDeviation? Deviation = null)
{
    /// <summary>One sentence that says what a person can do next.</summary>
    public string Hint() => Deviation switch
    {
        RemoteDeviation.Deleted => "Push again to make it anew there, or cancel it here.",
        RemoteDeviation.Altered => "Change it back there, or push again: what is there is taken back and made anew as it is here.",
        RemoteDeviation.PaidThere => "Find out whether it was paid, before it is paid here too. If not, remove the payment there; push again to leave both as they are.",
        _ => Fault.Hint(),
    };
}

/// <summary>What is wanted in the accounting system.</summary>
public enum AccountingWish
{
    /// <summary>It is there.</summary>
    Present,

    /// <summary>It is not there, or was taken back.</summary>
    Reversed,
}

/// <summary>How far a record is. The words are the dialect's <c>sync_status</c>.</summary>
public enum SyncStatus
{
    /// <summary>To be done, or being done.</summary>
    Pending,

    /// <summary>A person has to look.</summary>
    Error,

    /// <summary>As it is wanted.</summary>
    Done,
}

/// <summary>How a twin differs from what was pushed.</summary>
public enum RemoteDeviation
{
    /// <summary>It is gone, or void.</summary>
    Deleted,

    /// <summary>It comes to another amount.</summary>
    Altered,

    /// <summary>It was paid over there, but not here.</summary>
    PaidThere,
}

/// <summary>Names a synced record; the dialect writes the bare uuid.</summary>
public readonly record struct AccountingRecordId(Guid Value)
{
    /// <summary>A fresh id that sorts by <paramref name="now"/>.</summary>
    public static AccountingRecordId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => $"{Value}";
}
