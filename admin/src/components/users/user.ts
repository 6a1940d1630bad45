// What the pages of users know of a user, and what the signed-in user may change of them.
import { currentUser, may } from '../../currentUser'
import type { UserQuery } from '../../gql/graphql'

export type User = NonNullable<UserQuery['user']>

export type UserDraft = {
  username: string
  email: string
  firstName: string
  lastName: string
  admin: boolean
  roleIds: string[]
}

export const nobody: UserDraft = { username: '', email: '', firstName: '', lastName: '', admin: false, roleIds: [] }

export const draftOf = (user: User): UserDraft => ({
  username: user.username,
  email: user.email,
  firstName: user.firstName,
  lastName: user.lastName,
  admin: user.admin,
  roleIds: user.roles.map(({ id }) => id).sort(),
})

export const isOneself = (user: { id: string }): boolean => user.id === currentUser.value?.id

/** Whether these privileges are all held, so that the server lets them be given and taken. */
export const mayGive = (privileges: string[]): boolean => privileges.every(may)

/** Whether the user holds a privilege that the signed-in user lacks; the server then refuses every change. */
export const holdsMore = (user: User): boolean =>
  !isOneself(user) && !currentUser.value?.admin && (user.admin || !mayGive(user.privileges))
